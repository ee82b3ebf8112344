//! Reads SOQL, says what it asks for, and writes it back:
//!
//! ```console
//! $ cargo run -p hallpass-soql --example parts -- "select id, (select id from contacts) from account limit 5"
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

fn main() -> Result<(), hallpass_soql::QueryError> {
    let text = std::env::args().nth(1).unwrap_or_else(|| {
        "SELECT Name, (SELECT Id FROM Contacts) FROM Account WHERE Industry = 'Media' LIMIT 5".to_owned()
    });
    let query = hallpass_soql::parse(&text)?;
    println!("from   {}", query.from.path);
    if let Some(limit) = &query.limit {
        println!("limit  {}", limit.number);
    }
    println!("again  {query}");
    Ok(())
}
