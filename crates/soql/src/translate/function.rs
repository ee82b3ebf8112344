//! Functions of a field, as SQL.

use crate::ast::{Call, Function, Operand};
use crate::error::{Problem, Result};
use crate::schema::FieldKind;
use crate::shape::Param;

use super::place::Column;
use super::scope::Scope;
use super::sql::column;

/// An expression and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) sql: String,
    pub(super) kind: FieldKind,
    /// The name that refusals give it.
    pub(super) name: String,
    /// The column, when it is a plain field.
    pub(super) column: Option<Column>,
}

/// Translates a field or a function that is no aggregate.
pub(super) fn plain(scope: &mut Scope<'_>, operand: &Operand) -> Result<Typed> {
    match operand {
        Operand::Field(path) => scope.column(path).map(of_column),
        Operand::Call(call) if call.function.is_date_part() => date_part(scope, call),
        Operand::Call(call) if call.function == Function::Distance => distance(scope, call),
        Operand::Call(call) => Err(unexpected(call)),
    }
}

/// Kilometres of a mile, the other way round.
const MILES_OF_A_KILOMETRE: &str = "0.621371";

/// Translates a distance: from a compound field that has a latitude and a longitude, to a place.
fn distance(scope: &mut Scope<'_>, call: &Call) -> Result<Typed> {
    let (Operand::Field(path), Some(to)) = (call.argument.as_ref(), &call.to) else {
        return Err(unexpected(call));
    };
    let (place, _) = scope.follow(path)?;
    let found = scope.column_at(&place, path)?;
    let part = |wanted: &str| {
        let (_, name) = found
            .field
            .parts
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(wanted))?;
        let entry = place.entries.last()?;
        entry.object.field(name)?;
        Some(column(&entry.alias, name))
    };
    let (Some(latitude), Some(longitude)) = (part("latitude"), part("longitude")) else {
        let text = format!(
            "field {} does not support the function DISTANCE",
            found.field.name
        );
        return Err(Problem::malformed(text).at(call.at.0));
    };
    let (north, east) = (
        degrees(&to.latitude, 90.0, call)?,
        degrees(&to.longitude, 180.0, call)?,
    );
    let (north, east) = (
        scope.frame.bind(Param::Real(north)),
        scope.frame.bind(Param::Real(east)),
    );
    let kilometres = format!("distance_km({latitude}, {longitude}, {north}, {east})");
    Ok(Typed {
        sql: if to.miles {
            format!("({kilometres} * {MILES_OF_A_KILOMETRE})")
        } else {
            kilometres
        },
        kind: FieldKind::Decimal,
        name: found.field.name,
        column: None,
    })
}

fn degrees(text: &str, most: f64, call: &Call) -> Result<f64> {
    text.parse::<f64>()
        .ok()
        .filter(|degrees| degrees.abs() <= most)
        .ok_or_else(|| Problem::malformed(format!("{text} is no valid latitude or longitude")).at(call.at.0))
}

fn of_column(column: Column) -> Typed {
    Typed {
        // A boolean is never empty, not even where there is no parent.
        sql: if column.joined && column.field.kind == FieldKind::Boolean {
            format!("COALESCE({}, 0)", column.sql)
        } else {
            column.sql.clone()
        },
        kind: column.field.kind,
        name: column.field.name.clone(),
        column: Some(column),
    }
}

pub(super) fn unexpected(call: &Call) -> Problem {
    Problem::unexpected("(", call.at.0 + call.function.name().len())
}

fn date_part(scope: &mut Scope<'_>, call: &Call) -> Result<Typed> {
    let (path, shifted) = match call.argument.as_ref() {
        Operand::Field(path) => (path, false),
        Operand::Call(inner) => match (inner.function, inner.argument.as_ref()) {
            (Function::ConvertTimezone, Operand::Field(path)) => (path, true),
            _ => return Err(unexpected(inner)),
        },
    };
    let column = scope.column(path)?;
    let name = column.field.name.clone();
    let suits = match call.function {
        Function::HourInDay | Function::DayOnly => column.field.kind == FieldKind::DateTime,
        _ => matches!(column.field.kind, FieldKind::Date | FieldKind::DateTime),
    } && (!shifted || column.field.kind == FieldKind::DateTime);
    if !suits {
        let text = format!(
            "field {name} does not support date function {}",
            call.function.name()
        );
        return Err(Problem::malformed(text).at(call.at.0));
    }
    let moment = if shifted {
        in_callers_zone(scope, &column.sql)
    } else {
        column.sql
    };
    Ok(Typed {
        sql: part(call.function, &moment, scope.world.settings.fiscal_start),
        kind: if call.function == Function::DayOnly {
            FieldKind::Date
        } else {
            FieldKind::Integer
        },
        name,
        column: None,
    })
}

/// Moves a moment by the offset that the caller's zone has now.
///
/// The offset is a number of ours and stands in the text, so that equal calls are equal SQL.
fn in_callers_zone(scope: &Scope<'_>, moment: &str) -> String {
    let settings = scope.world.settings;
    let offset = settings.time_zone.to_offset(settings.now).seconds();
    format!("datetime({moment}, '{offset:+} seconds')")
}

/// Returns the SQL of a part of a date. Functions count in GMT, weeks from the first day of the year or
/// month (SOQL and SOSL Reference, "Date Functions").
fn part(function: Function, moment: &str, fiscal_start: i8) -> String {
    let number = |format: &str| format!("CAST(strftime('{format}', {moment}) AS INTEGER)");
    let (year, month, day_of_year) = (number("%Y"), number("%m"), number("%j"));
    // How many months a date is into its fiscal year, and whether that year is named after the next.
    let into = format!("(({month} - {fiscal_start} + 12) % 12)");
    match function {
        Function::CalendarYear => year,
        Function::CalendarMonth => month,
        Function::CalendarQuarter => format!("(({month} + 2) / 3)"),
        Function::DayInMonth => number("%d"),
        Function::DayInWeek => format!("({} + 1)", number("%w")),
        Function::DayInYear => day_of_year,
        Function::HourInDay => number("%H"),
        Function::WeekInMonth => format!("(({} - 1) / 7 + 1)", number("%d")),
        Function::WeekInYear => format!("(({day_of_year} - 1) / 7 + 1)"),
        Function::FiscalMonth => format!("({into} + 1)"),
        Function::FiscalQuarter => format!("({into} / 3 + 1)"),
        Function::FiscalYear if fiscal_start > 1 => format!("({year} + ({month} >= {fiscal_start}))"),
        Function::FiscalYear => year,
        _ => format!("date({moment})"),
    }
}

/// Writes a value as the caller's locale has it, in the caller's time zone.
pub(super) fn formatted(scope: &mut Scope<'_>, value: &str, kind: FieldKind) -> String {
    let kind = match kind {
        FieldKind::Integer | FieldKind::Decimal => "number",
        FieldKind::Currency => "currency",
        FieldKind::Date => "date",
        FieldKind::DateTime => "moment",
        FieldKind::Time => "time",
        FieldKind::Boolean => "boolean",
        _ => return format!("CAST({value} AS TEXT)"),
    };
    let settings = scope.world.settings;
    let zone = settings.time_zone.iana_name().unwrap_or("UTC").to_owned();
    let locale = settings.locale.clone();
    let (locale, zone) = (scope.frame.text(&locale), scope.frame.text(&zone));
    format!("localized({value}, '{kind}', {locale}, {zone})")
}

/// Translates an aggregate of a field or of a part of a date.
pub(super) fn aggregate(scope: &mut Scope<'_>, call: &Call) -> Result<Typed> {
    let inner = match call.argument.as_ref() {
        Operand::Field(path) => scope.column(path).map(of_column)?,
        Operand::Call(inner) => return Err(unexpected(inner)),
    };
    let refused = crate::rules::rule_of(&scope.object.name).no_aggregates;
    if refused || !supports(call.function, inner.kind) {
        let text = format!(
            "field {} does not support aggregate operator {}",
            inner.name,
            call.function.name()
        );
        return Err(Problem::malformed(text).at(call.at.0));
    }
    let (sql, kind) = match call.function {
        Function::Count => (format!("COUNT({})", inner.sql), FieldKind::Integer),
        Function::CountDistinct => (format!("COUNT(DISTINCT {})", inner.sql), FieldKind::Integer),
        Function::Sum => (format!("SUM({})", inner.sql), inner.kind),
        Function::Avg if inner.kind == FieldKind::Currency => {
            (format!("AVG({})", inner.sql), FieldKind::Currency)
        }
        Function::Avg => (format!("AVG({})", inner.sql), FieldKind::Decimal),
        Function::Min => (format!("MIN({})", inner.sql), inner.kind),
        _ => (format!("MAX({})", inner.sql), inner.kind),
    };
    Ok(Typed {
        sql,
        kind,
        name: inner.name,
        column: None,
    })
}

/// Which fields take which aggregates (SOQL and SOSL Reference, "Aggregate Functions").
fn supports(function: Function, kind: FieldKind) -> bool {
    let simple = !matches!(
        kind,
        FieldKind::Boolean
            | FieldKind::Base64
            | FieldKind::Compound
            | FieldKind::Structure
            | FieldKind::MultiPicklist
    );
    match function {
        Function::Sum | Function::Avg => kind.is_number(),
        _ => simple,
    }
}
