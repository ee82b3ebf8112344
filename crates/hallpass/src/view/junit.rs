//! JUnit XML, as CI systems read it: a suite for each integration, a case for each check.

use std::fmt::Write as _;

use hallpass_lifecycle::verify::{Check, Proof, Verdict};

use super::{VerifyDocument, for_terminal};

/// Prints proofs as JUnit. What can be neither shown nor refuted is an error, not a failure.
pub(crate) fn as_junit(document: &VerifyDocument) -> String {
    let mut out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hallpass verify\">\n".to_owned();
    for proof in &document.integrations {
        suite(&mut out, proof);
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(out: &mut String, proof: &Proof) {
    let count = |verdict| {
        proof
            .checks
            .iter()
            .filter(|check| check.verdict == verdict)
            .count()
    };
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
        escaped(proof.name.as_str()),
        proof.checks.len(),
        count(Verdict::Failed),
        count(Verdict::CannotProve),
        count(Verdict::Skipped)
    );
    for check in &proof.checks {
        case(out, proof, check);
    }
    out.push_str("  </testsuite>\n");
}

fn case(out: &mut String, proof: &Proof, check: &Check) {
    let (class, name) = (escaped(proof.name.as_str()), escaped(check.name));
    let _ = write!(out, "    <testcase classname=\"{class}\" name=\"{name}\">");
    let detail = escaped(&check.detail);
    let found = escaped(&check.found.join("\n"));
    let _ = match check.verdict {
        Verdict::Passed => write!(out, "<system-out>{detail}</system-out>"),
        Verdict::Skipped => write!(out, "<skipped message=\"{detail}\"/>"),
        Verdict::Failed => write!(out, "<failure message=\"{detail}\">{found}</failure>"),
        Verdict::CannotProve => write!(out, "<error message=\"{detail}\">{found}</error>"),
    };
    out.push_str("</testcase>\n");
}

/// Text that is safe in content and attributes; control characters are shown, since XML has no way to write them.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in for_terminal(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn texts_stay_texts() {
        assert_eq!(
            escaped("a<b> & \"c\"\u{1b}"),
            "a&lt;b&gt; &amp; &quot;c&quot;\\u{1b}"
        );
    }
}
