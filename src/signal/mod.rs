//! Daily signals from elsewhere, and where each column of a table comes from.
//!
//! | room | is |
//! |---|---|
//! | `provenance` | what each column was made of, kept beside the table |
//! | `sheet` | tables of records with named columns, whose faults name row and column |
//! | `json` | records in JSON, for the same |
//! | `daily` | numbers by day, added up: what all kinds but tables of series come to |
//! | `trends` | Google Trends: batches of words, rescaled over an anchor |
//! | `events` | ACLED: events and fatalities |
//! | `tone` | GDELT: positive and negative tone, timelines |
//! | `news` | articles by topic |

mod daily;
mod events;
mod json;
mod news;
mod provenance;
mod sheet;
mod tone;
mod trends;

pub use daily::{Daily, Scale};
pub use events::{EVENTS, Repeated, Seen, events};
pub use news::{Articles, Newsstand};
pub use provenance::{Origin, Provenance, Source};
pub use sheet::{Sheet, SignalError};
pub use tone::{TONE, Timelines, gdelt, of_timelines, timelines, tone};
pub use trends::{Batch, Rescaled, rescale};
