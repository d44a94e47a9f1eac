//! ACLED: events and fatalities per day of an export, a row for each event.

use super::daily::Daily;
use super::sheet::{Sheet, SignalError};
use std::collections::HashSet;
use std::hash::BuildHasher;

/// The columns that it makes.
pub const EVENTS: [&str; 2] = ["Events", "FATALITIES"];

/// Adds up the events of an export: rows of any type per day, and the sum of fatalities.
/// Returns how many rows repeat the id of an earlier one and were left out; `seen` has the
/// ids of all exports.
///
/// # Errors
/// A column is missing or a field of it makes no sense.
pub fn events(
    sheet: &Sheet,
    by: Option<&str>,
    seen: &mut HashSet<String, impl BuildHasher>,
    into: &mut Daily,
) -> Result<u64, SignalError> {
    let fatalities = sheet.require(&["fatalities"])?;
    let days = sheet.days(sheet.require(&["event_date", "date"])?)?;
    let id = sheet.column(&["event_id_cnty", "data_id", "event_id"]);
    let by = by.map(|by| sheet.require(&[by])).transpose()?;
    let mut repeated = 0;
    for (row, day) in days.into_iter().enumerate() {
        if let Some(id) = id
            && !seen.insert(sheet.text(row, id).to_owned())
        {
            repeated += 1;
            continue;
        }
        let group = by.map_or("", |by| sheet.text(row, by));
        into.add(0, day, group, 1.0);
        into.add(1, day, group, sheet.count(row, fatalities)?);
    }
    Ok(repeated)
}
