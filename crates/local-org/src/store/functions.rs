//! What SQL calls and SQLite does not have.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;

use super::localized::{Kind, Locale};

/// The mean radius of the earth, in kilometres.
const RADIUS: f64 = 6_371.0;

/// Adds the functions that translated queries call.
pub(super) fn add(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("distance_km", 4, flags, |call| {
        let degrees = |at: usize| call.get::<Option<f64>>(at);
        let (from, to) = ((degrees(0)?, degrees(1)?), (degrees(2)?, degrees(3)?));
        Ok(match (from, to) {
            ((Some(north), Some(east)), (Some(to_north), Some(to_east))) => {
                Some(distance_km((north, east), (to_north, to_east)))
            }
            // Nothing is any distance away from nowhere.
            _ => None,
        })
    })?;
    connection.create_scalar_function("localized", 4, flags, |call| {
        let (kind, locale, zone): (String, String, String) = (call.get(1)?, call.get(2)?, call.get(3)?);
        let locale = Locale::of(&locale, &zone);
        Ok(match (call.get_raw(0), Kind::named(&kind)) {
            (ValueRef::Integer(number), Kind::Boolean) => Some((number != 0).to_string()),
            (ValueRef::Integer(number), kind) => Some(locale.number(kind, number as f64)),
            (ValueRef::Real(number), kind) => Some(locale.number(kind, number)),
            (ValueRef::Text(text), kind) => Some(locale.text(kind, &String::from_utf8_lossy(text))),
            (ValueRef::Null | ValueRef::Blob(_), _) => None,
        })
    })
}

/// Returns the great-circle distance of two places in degrees.
fn distance_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (from_north, to_north) = (from.0.to_radians(), to.0.to_radians());
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let chord = half(to.0 - from.0) + from_north.cos() * to_north.cos() * half(to.1 - from.1);
    2.0 * RADIUS * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::distance_km;

    #[test]
    fn distances_are_those_of_the_map() {
        let (san_francisco, new_york) = ((37.7749, -122.4194), (40.7128, -74.0060));
        let kilometres = distance_km(san_francisco, new_york);
        assert!((kilometres - 4_129.0).abs() < 5.0, "{kilometres}");
        assert!(distance_km(new_york, new_york) < 0.001);
        assert!((distance_km((0.0, 0.0), (0.0, 180.0)) - 20_015.0).abs() < 1.0);
    }
}
