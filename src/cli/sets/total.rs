//! All bases of a store, each summed up.

use super::number::{Number, plain, rounded};
use super::{Args, Format, failed};
use crate::cli::exit::Failure;
use crate::cli::table::{self, grouped};
use crate::facet::{Base, Metric};
use crate::hll::{Estimator, Sketch};
use crate::store::{Settings, Store};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use std::io::{self, Write};
use std::ops::ControlFlow;

/// The metrics that every base is summed up by.
const TOTALS: [Metric; 3] = [Metric::User, Metric::Post, Metric::UserDay];

/// A base with the cardinalities of the union of all its keys.
struct Total {
    base: &'static Base,
    keys: u64,
    sizes: Vec<(Metric, Option<Number>)>,
}

/// Lists every base of the store.
pub(super) fn list(
    store: &dyn Store,
    settings: &Settings,
    args: &Args,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let totals: Vec<Total> = settings
        .bases
        .iter()
        .map(|base| total(store, base, args.estimator))
        .collect::<Result<_, _>>()?;
    let count = |total: &Total, metric| {
        total.sizes.iter().find(|(other, _)| *other == metric).and_then(|(_, found)| *found)
    };
    match args.format {
        Format::Table => {
            let rows: Vec<Vec<String>> = totals
                .iter()
                .map(|total| {
                    let counts = TOTALS.map(|metric| rounded(count(total, metric)));
                    let facet = total.base.facet.as_str().to_owned();
                    let texts = [facet, total.base.name.to_owned(), grouped(total.keys)];
                    texts.into_iter().chain(counts).collect()
                })
                .collect();
            table::print(
                output,
                2,
                &["facet", "base", "keys", "users", "posts", "userdays"],
                &rows,
            )?;
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(output);
            let counts = TOTALS.map(Metric::plural);
            csv.write_record(["base", "table", "keys"].into_iter().chain(counts))
                .map_err(failed)?;
            for total in &totals {
                let texts =
                    [total.base.name.to_owned(), total.base.table(), total.keys.to_string()];
                let counts = TOTALS.map(|metric| plain(count(total, metric)));
                csv.write_record(texts.into_iter().chain(counts)).map_err(failed)?;
            }
            csv.flush()?;
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut *output, &totals).map_err(io::Error::from)?;
            writeln!(output)?;
        }
    }
    Ok(())
}

fn total(store: &dyn Store, base: &'static Base, estimator: Estimator) -> Result<Total, Failure> {
    let mut keys = 0;
    let mut united: Option<Vec<Sketch>> = None;
    if let Some(total) = store.total(base)? {
        return Ok(Total::new(base, total.keys, Some(&total.sets), estimator));
    }
    let mut mismatch = None;
    store.rows(base, &mut |row| {
        keys += 1;
        let Some(united) = &mut united else {
            united = Some(row.sets);
            return ControlFlow::Continue(());
        };
        for (all, one) in united.iter_mut().zip(&row.sets) {
            if let Err(error) = all.union(one) {
                mismatch = Some(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = mismatch {
        return Err(Failure::Refused(error.into()));
    }
    Ok(Total::new(base, keys, united.as_ref(), estimator))
}

impl Total {
    /// Of so many keys and their union, if there is a key.
    fn new(
        base: &'static Base,
        keys: u64,
        united: Option<&Vec<Sketch>>,
        estimator: Estimator,
    ) -> Self {
        let sizes = base.metrics.iter().enumerate().map(|(index, &metric)| {
            let size = |sets: &Vec<Sketch>| Number::of(sets.get(index)?, estimator);
            (metric, united.map_or(Some(Number::ZERO), size))
        });
        Total { base, keys, sizes: sizes.collect() }
    }
}

impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("base", self.base.name)?;
        map.serialize_entry("facet", self.base.facet.as_str())?;
        map.serialize_entry("table", &self.base.table())?;
        map.serialize_entry("keys", &self.keys)?;
        for (metric, size) in &self.sizes {
            map.serialize_entry(metric.plural(), size)?;
        }
        map.end()
    }
}
