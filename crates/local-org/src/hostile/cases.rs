//! Inputs that were interesting once: each broke something, or comes near a limit.

use super::{Target, form, multipart, xml, zip};
use crate::testing::org;

/// Queries.
const QUERIES: &[&str] = &[
    "",
    "SELECT",
    "SELECT Id FROM Account WHERE CreatedDate = LAST_N_YEARS:4294967295",
    "SELECT Id FROM Account WHERE CreatedDate > 9999-12-31T23:59:59-23:59",
    "SELECT Id FROM Account WHERE CreatedDate > -0001-01-01T00:00:00Z",
    "SELECT Id FROM Account WHERE NumberOfEmployees = 99999999999999999999999999",
    "SELECT Id FROM Account WHERE AnnualRevenue = 1.7976931348623157e309",
    "SELECT Id FROM Account WHERE Name LIKE '\\u0000%'",
    "SELECT Id FROM Account WHERE Name IN ('\u{0}', '\u{10ffff}')",
    "SELECT Id FROM Account LIMIT 18446744073709551615 OFFSET 18446744073709551615",
    "SELECT FIELDS(ALL), FIELDS(ALL) FROM Account LIMIT 1",
    "SELECT DISTANCE(BillingAddress, GEOLOCATION(1e400, 1), 'mi') FROM Account",
    "SELECT COUNT(Id) FROM Account GROUP BY CUBE(Name, Phone, Fax, Site)",
    "SELECT Id FROM Account WHERE Id = '001' OR Id = 'ääääääääääääääääää'",
];

/// Documents.
const DOCUMENTS: &[&[u8]] = &[
    b"",
    b"\xff\xfe<\x00a\x00/\x00>\x00",
    b"<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;\">]><a>&lol1;</a>",
    b"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
    b"<\r/>",
    b"<a xmlns:a='' a:b='&#xFFFFFFFF;'/>",
    b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
];

/// Multipart bodies, their first line being the content type.
const FORMS: &[&[u8]] = &[
    b"multipart/form-data; boundary=\n--\r\n\r\n",
    b"multipart/form-data; boundary=B\n--B\r\n--B\r\n--B--",
    b"multipart/form-data; boundary=\"\"\n----",
];

#[test]
fn every_kept_input_is_answered() {
    let target = Target::of(org());
    for soql in QUERIES {
        target.query(soql);
    }
    for document in DOCUMENTS {
        xml(document);
        target.deploy_file(document);
    }
    for body in FORMS {
        multipart(body);
        form(body);
    }
}

/// An archive of one file whose central directory names it many times: each entry is the same bytes.
#[test]
fn archives_that_repeat_themselves_are_refused_or_read_once() {
    let one =
        crate::services::metadata::wire::write_archive([("a.xml", b"<a/>".as_slice())]).expect("an archive");
    let directory = one
        .windows(4)
        .position(|at| at == b"PK\x01\x02")
        .expect("a directory");
    let end = one.windows(4).position(|at| at == b"PK\x05\x06").expect("an end");
    let entry = &one[directory..end];
    for count in [2_u16, 1_000, 20_000] {
        let mut bomb = one[..directory].to_vec();
        bomb.extend(entry.repeat(usize::from(count)));
        let mut tail = one[end..].to_vec();
        tail[8..10].copy_from_slice(&count.to_le_bytes());
        tail[10..12].copy_from_slice(&count.to_le_bytes());
        let size = u32::try_from(entry.len() * usize::from(count)).expect("a size");
        tail[12..16].copy_from_slice(&size.to_le_bytes());
        bomb.extend(tail);
        zip(&bomb);
        Target::of(org()).deploy(&bomb);
    }
}
