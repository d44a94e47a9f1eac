//! Bases that follow from the days: the set of a month is the union of the sets of its days.
//!
//! Unions lose nothing, so these bases are not filled post by post. They are made of the base
//! `date` when they are asked for, which saves most of the work of the temporal facet.

use super::accumulator::Table;
use super::base::Base;
use super::dimension::Dimension;
use super::key::{Key, KeyValue};
use jiff::ToSpan as _;
use jiff::civil;

/// The base that the others follow from.
const DAYS: &str = "date";

/// The first of the days that keys count.
const FIRST: civil::Date = civil::date(1970, 1, 1);

/// Whether a base is that of the days.
pub(super) fn is_days(base: &Base) -> bool {
    base.name == DAYS
}

/// Whether a base follows from the days: keyed by the calendar alone, with the same sets.
pub(super) fn follows(base: &Base) -> bool {
    let calendar = matches!(
        base.dimensions,
        [Dimension::Month
            | Dimension::Year
            | Dimension::DayOfWeek
            | Dimension::DayOfMonth
            | Dimension::DayOfYear
            | Dimension::MonthOfYear]
    );
    calendar && Base::by_name(DAYS).is_some_and(|days| days.metrics == base.metrics)
}

/// The table of a base that [`follows`].
pub(super) fn table(base: &Base, days: &Base, of_days: &Table) -> Table {
    let mut table = Table::default();
    let [dimension] = base.dimensions else { return table };
    for (key, row) in of_days.rows() {
        let values = days.decode_key(key).unwrap_or_default();
        // What the base of days holds was made as one whole number within the calendar.
        let [KeyValue::Integer(day)] = values[..] else { continue };
        let Ok(date) = FIRST.checked_add(day.days()) else { continue };
        let mut key = Key::new();
        dimension.push_civil(date.at(0, 0, 0, 0), &mut key);
        table.unite(key, row);
    }
    table
}
