//! A place in the tokens, with the small questions that the grammar asks of it.

use crate::ast::{At, Name, Path};
use crate::error::{Problem, Result};
use crate::lex::{Kind, Token};

/// Nested parentheses, NOTs and subqueries beyond this are refused, so that hostile text cannot
/// exhaust the stack. Real queries stay below ten.
const DEPTH: usize = 64;

/// The longest path of names; paths beyond five relationships are refused later, in words of their own.
const NAMES_IN_A_PATH: usize = 64;

/// Words that end a list of fields or a FROM and so are no aliases.
const RESERVED: [&str; 20] = [
    "AND", "ASC", "DESC", "EXCLUDES", "FIRST", "FROM", "GROUP", "HAVING", "IN", "INCLUDES", "LAST", "LIKE",
    "LIMIT", "NOT", "NULL", "NULLS", "OR", "SELECT", "WHERE", "WITH",
];

/// Words after FROM that begin a further clause.
const AFTER_FROM: [&str; 6] = ["USING", "ORDER", "OFFSET", "FOR", "UPDATE", "ALL"];

pub(super) struct Cursor {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

impl Cursor {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        Self {
            tokens,
            next: 0,
            depth: 0,
        }
    }

    pub(super) fn token(&self) -> &Token {
        self.ahead(0)
    }

    /// Returns the token `steps` ahead; the last token is the end and stays so.
    pub(super) fn ahead(&self, steps: usize) -> &Token {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.next + steps).min(last)]
    }

    pub(super) fn at(&self) -> At {
        At(self.token().at)
    }

    pub(super) fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    pub(super) fn unexpected<T>(&self) -> Result<T> {
        let token = self.token();
        Err(match token.kind {
            Kind::Sign(":") => Problem::malformed("Bind variables only allowed in Apex code").at(token.at),
            _ => Problem::unexpected(token.shown(), token.at),
        })
    }

    /// Does `work` one level deeper.
    pub(super) fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEPTH {
            return Err(Problem::too_complicated());
        }
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        done
    }

    pub(super) fn is_word_ahead(&self, steps: usize, wanted: &str) -> bool {
        matches!(&self.ahead(steps).kind, Kind::Word(word) if word.eq_ignore_ascii_case(wanted))
    }

    pub(super) fn is_word(&self, wanted: &str) -> bool {
        self.is_word_ahead(0, wanted)
    }

    pub(super) fn is_sign_ahead(&self, steps: usize, wanted: &str) -> bool {
        matches!(self.ahead(steps).kind, Kind::Sign(sign) if sign == wanted)
    }

    pub(super) fn is_sign(&self, wanted: &str) -> bool {
        self.is_sign_ahead(0, wanted)
    }

    pub(super) fn take_word(&mut self, wanted: &str) -> bool {
        let found = self.is_word(wanted);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn take_sign(&mut self, wanted: &str) -> bool {
        let found = self.is_sign(wanted);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect_word(&mut self, wanted: &str) -> Result<()> {
        if self.take_word(wanted) {
            return Ok(());
        }
        self.unexpected()
    }

    pub(super) fn expect_sign(&mut self, wanted: &str) -> Result<()> {
        if self.take_sign(wanted) {
            return Ok(());
        }
        self.unexpected()
    }

    /// Reads a name; reserved words are none.
    pub(super) fn name(&mut self) -> Result<Name> {
        match &self.token().kind {
            Kind::Word(word) if !is_one_of(word, &RESERVED) => {
                let name = Name {
                    text: word.clone(),
                    at: self.at(),
                };
                self.advance();
                Ok(name)
            }
            _ => self.unexpected(),
        }
    }

    /// Reads an alias if one stands here.
    pub(super) fn alias(&mut self, after_from: bool) -> Option<Name> {
        let Kind::Word(word) = &self.token().kind else {
            return None;
        };
        let begins_a_clause = after_from && is_one_of(word, &AFTER_FROM);
        if begins_a_clause { None } else { self.name().ok() }
    }

    /// Reads the path after FROM, where no word is reserved: there are objects `Group` and `Order`.
    pub(super) fn path_of_from(&mut self) -> Result<Path> {
        let at = self.at();
        let first = self.any_word()?;
        self.rest_of_path(first, at)
    }

    pub(super) fn path(&mut self) -> Result<Path> {
        let at = self.at();
        // Before a dot no word is reserved either: `Group.Name` is a path.
        let first = if self.is_sign_ahead(1, ".") {
            self.any_word()?
        } else {
            self.name()?.text
        };
        self.rest_of_path(first, at)
    }

    fn rest_of_path(&mut self, first: String, at: At) -> Result<Path> {
        let mut names = vec![first];
        while self.take_sign(".") {
            if names.len() >= NAMES_IN_A_PATH {
                return Err(Problem::too_complicated());
            }
            names.push(self.any_word()?);
        }
        Ok(Path { names, at })
    }

    /// Reads a word where none is reserved.
    fn any_word(&mut self) -> Result<String> {
        match &self.token().kind {
            Kind::Word(word) => {
                let word = word.clone();
                self.advance();
                Ok(word)
            }
            _ => self.unexpected(),
        }
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}
