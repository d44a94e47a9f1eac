//! ACLED: events and fatalities per day of an export, a row for each event.

use super::daily::Daily;
use super::sheet::{Sheet, SignalError};
use crate::indicator::day::Day;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The columns that it makes.
pub const EVENTS: [&str; 2] = ["Events", "FATALITIES"];

/// Events that were met, by id: their day and fatalities.
pub type Seen = HashMap<String, (Day, f64)>;

/// Rows that have the id of an earlier one and were left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repeated {
    /// All.
    pub rows: u64,
    /// Those of another day, or with other fatalities: ACLED revises its events.
    pub revised: u64,
}

/// Adds up the events of an export: rows of any type per day, and the sum of fatalities. An event counts
/// once; `seen` has those of all exports.
///
/// # Errors
/// A column is missing or a field of it makes no sense.
pub fn events(
    sheet: &Sheet,
    by: Option<&str>,
    seen: &mut Seen,
    into: &mut Daily,
) -> Result<Repeated, SignalError> {
    let fatalities = sheet.require(&["fatalities"])?;
    let days = sheet.days(sheet.require(&["event_date", "date"])?)?;
    let id = sheet.column(&["event_id_cnty", "data_id", "event_id"]);
    let by = by.map(|by| sheet.require(&[by])).transpose()?;
    let mut repeated = Repeated::default();
    for (row, day) in days.into_iter().enumerate() {
        let event = (day, sheet.count(row, fatalities)?);
        if let Some(id) = id {
            match seen.entry(sheet.text(row, id).to_owned()) {
                Entry::Vacant(place) => {
                    place.insert(event);
                }
                Entry::Occupied(known) => {
                    repeated.rows += 1;
                    repeated.revised += u64::from(*known.get() != event);
                    continue;
                }
            }
        }
        let group = by.map_or("", |by| sheet.text(row, by));
        into.add(0, day, group, 1.0);
        into.add(1, day, group, event.1);
    }
    Ok(repeated)
}
