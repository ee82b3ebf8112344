//! The functions of the language.

/// A function that is known to the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the language")]
pub enum Function {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    DayInMonth,
    DayInWeek,
    DayInYear,
    DayOnly,
    FiscalMonth,
    FiscalQuarter,
    FiscalYear,
    HourInDay,
    WeekInMonth,
    WeekInYear,
    ConvertTimezone,
    ConvertCurrency,
    ToLabel,
    Format,
    Grouping,
    Distance,
}

impl Function {
    /// All functions with their names.
    pub const ALL: [(Self, &'static str); 25] = [
        (Self::Count, "COUNT"),
        (Self::CountDistinct, "COUNT_DISTINCT"),
        (Self::Sum, "SUM"),
        (Self::Avg, "AVG"),
        (Self::Min, "MIN"),
        (Self::Max, "MAX"),
        (Self::CalendarMonth, "CALENDAR_MONTH"),
        (Self::CalendarQuarter, "CALENDAR_QUARTER"),
        (Self::CalendarYear, "CALENDAR_YEAR"),
        (Self::DayInMonth, "DAY_IN_MONTH"),
        (Self::DayInWeek, "DAY_IN_WEEK"),
        (Self::DayInYear, "DAY_IN_YEAR"),
        (Self::DayOnly, "DAY_ONLY"),
        (Self::FiscalMonth, "FISCAL_MONTH"),
        (Self::FiscalQuarter, "FISCAL_QUARTER"),
        (Self::FiscalYear, "FISCAL_YEAR"),
        (Self::HourInDay, "HOUR_IN_DAY"),
        (Self::WeekInMonth, "WEEK_IN_MONTH"),
        (Self::WeekInYear, "WEEK_IN_YEAR"),
        (Self::ConvertTimezone, "convertTimezone"),
        (Self::ConvertCurrency, "convertCurrency"),
        (Self::ToLabel, "toLabel"),
        (Self::Format, "FORMAT"),
        (Self::Grouping, "GROUPING"),
        (Self::Distance, "DISTANCE"),
    ];

    /// Returns the function of that name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|(function, _)| *function)
    }

    /// Returns the name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(function, _)| *function == self)
            .map_or("", |(_, name)| name)
    }

    /// Whether it makes one value of many rows.
    #[must_use]
    pub fn is_aggregate(self) -> bool {
        matches!(
            self,
            Self::Count | Self::CountDistinct | Self::Sum | Self::Avg | Self::Min | Self::Max
        )
    }

    /// Whether it takes a part out of a date.
    #[must_use]
    pub fn is_date_part(self) -> bool {
        !self.is_aggregate()
            && !matches!(
                self,
                Self::ConvertTimezone
                    | Self::ConvertCurrency
                    | Self::ToLabel
                    | Self::Format
                    | Self::Grouping
                    | Self::Distance
            )
    }
}
