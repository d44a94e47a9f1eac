//! Options that say which posts count, for all commands that read posts.

use super::exit::Failure;
use super::value;
use crate::etl::Filter;
use crate::lbsn::{BoundingBox, GeoAccuracy, Timestamp};
use crate::lexicon::Lexicon;
use anyhow::anyhow;
use std::path::Path;

/// Filters beside the lexicon.
#[derive(Debug, clap::Args)]
pub(super) struct FilterArgs {
    /// Keep posts located in this box, degrees; west > east crosses the antimeridian
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, help_heading = "Filters")]
    bbox: Option<BoundingBox>,
    /// Keep posts from this day or time on (UTC): 2016-02-24 or 2016-02-24T12:00:00
    #[arg(long, value_name = "TIME", value_parser = value::time, help_heading = "Filters")]
    since: Option<Timestamp>,
    /// Keep posts before this day or time (UTC)
    #[arg(long, value_name = "TIME", value_parser = value::time, help_heading = "Filters")]
    until: Option<Timestamp>,
    /// Keep posts in these languages, as the network detected them
    #[arg(long, value_name = "A,B", value_delimiter = ',', value_parser = value::language, help_heading = "Filters")]
    lang: Vec<String>,
    /// Keep posts at least this well located: attached coordinates (latlng), a point of
    /// interest (place), a city, a country, or any post (unknown) [default: latlng; for refine:
    /// unknown]
    #[arg(long, value_name = "ACCURACY", help_heading = "Filters")]
    min_accuracy: Option<MinAccuracy>,
    /// Look into every record, also those whose raw bytes tell that no post in them passes.
    /// Slower; the sets are the same, the report also counts what was passed over
    #[arg(long, help_heading = "Filters")]
    pub(super) no_prefilter: bool,
    /// Count retweets, quotes and replies, too
    #[arg(long, help_heading = "Filters")]
    reactions: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MinAccuracy {
    Latlng,
    Place,
    City,
    Country,
    Unknown,
}

impl From<MinAccuracy> for GeoAccuracy {
    fn from(accuracy: MinAccuracy) -> Self {
        match accuracy {
            MinAccuracy::Latlng => GeoAccuracy::LatLng,
            MinAccuracy::Place => GeoAccuracy::Place,
            MinAccuracy::City => GeoAccuracy::City,
            MinAccuracy::Country => GeoAccuracy::Country,
            MinAccuracy::Unknown => GeoAccuracy::Unknown,
        }
    }
}

impl FilterArgs {
    /// The filter; posts are at least as well located as `accuracy` unless something else was
    /// asked for.
    ///
    /// # Errors
    /// No post could pass.
    pub(super) fn filter(
        &self,
        lexicon: Option<Lexicon>,
        accuracy: GeoAccuracy,
    ) -> Result<Filter, Failure> {
        if let Some(bbox) = self.bbox.filter(|bbox| bbox.crosses_antimeridian()) {
            tracing::info!(
                "the box {bbox} crosses the antimeridian; if it is not meant to, the order is \
                 west,south,east,north"
            );
        }
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since >= until
        {
            return Err(Failure::Usage(anyhow!(
                "--since {since} is not before --until {until}, so no post could pass"
            )));
        }
        Ok(Filter {
            reactions: self.reactions,
            embedded: true,
            min_accuracy: self.min_accuracy.map_or(accuracy, GeoAccuracy::from),
            bbox: self.bbox,
            since: self.since,
            until: self.until,
            languages: self.lang.clone(),
            lexicon,
        })
    }
}

/// Reads a lexicon and says what is doubtful in it.
///
/// # Errors
/// It cannot be read or used.
pub(super) fn lexicon(path: &Path) -> Result<Lexicon, Failure> {
    let lexicon = Lexicon::load(path).map_err(|error| Failure::Usage(error.into()))?;
    for warning in lexicon.warnings() {
        tracing::warn!("{warning}");
    }
    Ok(lexicon)
}
