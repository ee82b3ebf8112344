//! Compressed bodies, both ways.
//!
//! Source: REST API Developer Guide, "Compression Headers": gzip and deflate are read and written; whoever does not
//! ask gets plain answers.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};

use super::{Request, Response};

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Gzip,
    Deflate,
}

/// Why a body can't be decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is not what its header says.
    Broken,
    /// It would be larger than a body may be.
    TooLarge,
}

impl Encoding {
    fn parse(name: &str) -> Option<Encoding> {
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Encoding::Gzip),
            "deflate" => Some(Encoding::Deflate),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Encoding::Gzip => "gzip",
            Encoding::Deflate => "deflate",
        }
    }

    /// Returns how the client wants its answer, if compressed at all.
    pub(super) fn wanted(request: &Request) -> Option<Encoding> {
        let accepted: Vec<Encoding> = request
            .header("accept-encoding")?
            .split(',')
            .filter_map(|entry| {
                let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
                let refused = weight
                    .trim()
                    .strip_prefix("q=")
                    .is_some_and(|weight| weight.trim().parse() == Ok(0.0));
                Encoding::parse(name).filter(|_| !refused)
            })
            .collect();
        [Encoding::Gzip, Encoding::Deflate]
            .into_iter()
            .find(|encoding| accepted.contains(encoding))
    }
}

/// Whether the body is compressed in a way that is read here. Others are refused with the other limits.
pub(super) fn is_encoded(request: &Request) -> bool {
    encoding_of(request).is_some()
}

fn encoding_of(request: &Request) -> Option<Encoding> {
    request.header("content-encoding").and_then(Encoding::parse)
}

/// Returns the request with its body decompressed, which may be `most` bytes long: however well a hostile body is
/// packed, no more than that is ever unpacked.
pub(super) fn decode(mut request: Request, most: usize) -> Result<Request, Unreadable> {
    let Some(encoding) = encoding_of(&request) else {
        return Ok(request);
    };
    let packed: &[u8] = &request.body;
    let reader: Box<dyn Read + '_> = match encoding {
        Encoding::Gzip => Box::new(MultiGzDecoder::new(packed)),
        // The name means zlib, and some clients send the bare stream.
        Encoding::Deflate if has_zlib_header(packed) => Box::new(ZlibDecoder::new(packed)),
        Encoding::Deflate => Box::new(DeflateDecoder::new(packed)),
    };
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    let mut plain = Vec::new();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut plain)
        .map_err(|_| Unreadable::Broken)?;
    if plain.len() > most {
        return Err(Unreadable::TooLarge);
    }
    request.body = plain.into();
    request.headers.remove("content-encoding");
    request.headers.remove("content-length");
    Ok(request)
}

/// RFC 1950: the method is 8, and the first two bytes are a multiple of 31.
fn has_zlib_header(packed: &[u8]) -> bool {
    matches!(packed, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

/// Compresses an answer that has a body.
pub(super) fn encode(mut response: Response, encoding: Option<Encoding>) -> Response {
    let Some(encoding) = encoding.filter(|_| !response.body.is_empty()) else {
        return response;
    };
    if let Ok(packed) = pack(&response.body, encoding) {
        response.body = packed;
        response.set_header("content-encoding", encoding.name());
        response.set_header("vary", "Accept-Encoding");
    }
    response
}

fn pack(plain: &[u8], encoding: Encoding) -> std::io::Result<Vec<u8>> {
    match encoding {
        Encoding::Gzip => {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(plain)?;
            packer.finish()
        }
        Encoding::Deflate => {
            let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(plain)?;
            packer.finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use http::Method;

    use super::{Encoding, Unreadable, decode, encode, pack};
    use crate::server::{Request, Response};

    fn request(encoding: &str, body: Vec<u8>) -> Request {
        let mut request = Request::new(Method::POST, "/services/data");
        request
            .headers
            .insert("content-encoding", encoding.parse().unwrap());
        request.body = body.into();
        request
    }

    #[test]
    fn bodies_are_read_however_they_are_packed() {
        let plain = b"{\"Name\":\"Acme\"}";
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(plain).unwrap();
        for (name, packed) in [
            ("gzip", pack(plain, Encoding::Gzip).unwrap()),
            ("x-gzip", pack(plain, Encoding::Gzip).unwrap()),
            ("deflate", pack(plain, Encoding::Deflate).unwrap()),
            ("Deflate", bare.finish().unwrap()),
            ("identity", plain.to_vec()),
        ] {
            let read = decode(request(name, packed), 1_000).unwrap();
            assert_eq!(read.body.as_ref(), plain, "{name}");
        }
    }

    #[test]
    fn broken_and_exploding_bodies_are_refused() {
        let broken = decode(request("gzip", b"{}".to_vec()), 1_000);
        assert_eq!(broken.unwrap_err(), Unreadable::Broken);
        let bomb = pack(&vec![0; 100_000], Encoding::Gzip).unwrap();
        assert!(bomb.len() < 1_000);
        assert_eq!(
            decode(request("gzip", bomb), 50_000).unwrap_err(),
            Unreadable::TooLarge
        );
    }

    #[test]
    fn answers_are_packed_for_whoever_asks() {
        for (accepted, wanted) in [
            ("gzip, deflate, br, zstd", Some("gzip")),
            ("deflate", Some("deflate")),
            ("gzip;q=0, deflate;q=0.5", Some("deflate")),
            ("br", None),
            ("identity", None),
        ] {
            let mut request = Request::new(Method::GET, "/");
            request
                .headers
                .insert("accept-encoding", accepted.parse().unwrap());
            let answer = encode(
                Response::text(200, "text/plain", "plain"),
                Encoding::wanted(&request),
            );
            let header = answer.headers.iter().find(|(name, _)| name == "content-encoding");
            let told = header.map(|(_, value)| value.to_str().unwrap());
            assert_eq!(told, wanted, "{accepted}");
            assert_eq!(answer.body == b"plain", wanted.is_none(), "{accepted}");
        }
        assert_eq!(encode(Response::empty(204), Some(Encoding::Gzip)).body, b"");
    }
}
