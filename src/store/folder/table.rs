//! A single CSV file of sets, from `lbsm sets --format csv`, from psql's `\copy`, or out of a
//! folder: columns and rows in any order, a key any number of times.

use super::manifest::Manifest;
use super::record::{Reader, Record};
use super::sets::{self, Layout, SetReader};
use super::{Patience, lock, open, switch};
use crate::facet::{BASES, Base, ItemMode, Metric};
use crate::hll::Params;
use crate::lbsn::Point;
use crate::store::{SetRow, Settings, StoreError, attributes};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Columns that follow from others and are not read.
const FOLLOWING: [&str; 3] = ["fid", "latlng_geom", "geom_center"];

/// Edges of a place, as `lbsm sets` prints them.
const EDGES: [&str; 4] = ["west", "south", "east", "north"];

/// A CSV file of the sets of one base.
#[derive(Debug)]
pub struct CsvTable {
    path: PathBuf,
    base: &'static Base,
    header: Vec<String>,
}

impl CsvTable {
    /// Looks at a file's header. Its base is the one given, else that of its name
    /// (`topical_hashtag.csv`, `hashtag.csv`), else the only one that has its columns.
    ///
    /// # Errors
    /// The file cannot be read, or one cannot tell of which base it is.
    pub fn open(path: &Path, base: Option<&'static Base>) -> Result<Self, StoreError> {
        // A header is short, whatever the sets are.
        let mut reader = Reader::new(open(path)?, 1 << 20);
        let header = reader.next().map_err(|flaw| sets::flawed(path, flaw))?;
        let header = header.into_iter().flat_map(Record::iter);
        let header: Vec<String> = header.map(|name| name.unwrap_or_default().to_owned()).collect();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let named = |base: &&Base| base.name == stem || base.table() == stem;
        let base = base.or_else(|| BASES.iter().find(named)).or_else(|| only_base_of(&header));
        let base = base.ok_or_else(|| {
            header_flaw(
                path,
                None,
                "its columns are not those of exactly one base; say which it is with --base",
            )
        })?;
        Ok(Self { path: path.to_owned(), base, header })
    }

    /// The base whose sets it holds.
    pub fn base(&self) -> &'static Base {
        self.base
    }

    /// Under what the sets were made, if the file lies in a store and is one of its tables.
    ///
    /// # Errors
    /// `lbsm.json` beside it cannot be read.
    pub fn settings(&self) -> Result<Option<Settings>, StoreError> {
        Ok(self.home()?.and_then(|(_, manifest)| manifest.settings))
    }

    /// The store that the file is a table of, if it is.
    fn home(&self) -> Result<Option<(&Path, Manifest)>, StoreError> {
        let ours = self.path.file_name().is_some_and(|name| *name == *sets::file_name(self.base));
        let folder = self.path.parent().filter(|_| ours);
        let here = |folder: &Path| folder.as_os_str().is_empty();
        let folder = folder.map(|folder| if here(folder) { Path::new(".") } else { folder });
        let manifest = folder.map(Manifest::read).transpose()?.flatten();
        Ok(folder.zip(manifest))
    }

    /// Parameters of the first set in the file, if there is one: to tell what the file needs.
    pub fn first_params(&self) -> Option<Params> {
        let layout = self.layout(ItemMode::Compat).ok()?;
        let reader = sets::reader(&self.path, self.base, Params::DEFAULT);
        let mut reader = reader.ok()?;
        reader.next().ok()?;
        let record = reader.next().ok()??;
        let text = layout.sets.iter().flatten().find_map(|&index| record.get(index))?;
        let bytes = crate::hex::decode(text).ok()?;
        crate::hll::Sketch::from_bytes(&bytes).ok().map(|set| set.params())
    }

    /// Calls `each` with every row, in the order of the file, until it breaks. Every set must
    /// have been made under the settings' parameters, and every cell lie in their grid.
    ///
    /// # Errors
    /// The file cannot be read, or a row is not one of the base.
    pub fn rows(
        &self,
        settings: &Settings,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let layout = self.layout(settings.mode)?;
        // Out of a store, the file that is in force there, and nobody writes to it.
        let home = self.home()?;
        let lock = home.as_ref().map(|(folder, _)| lock::shared(folder, Patience::Short));
        let _lock = lock.transpose()?;
        let path = match &home {
            Some((folder, manifest)) => {
                switch::in_force(folder, &sets::file_name(self.base), manifest.generation)
            }
            None => self.path.clone(),
        };
        let mut reader = sets::reader(&path, self.base, settings.params)?;
        reader.next().map_err(|flaw| sets::flawed(&path, flaw))?;
        let reader = SetReader::with_layout(path, self.base, settings.params, layout, reader);
        reader.rows(false, &mut |line, row| {
            self.check_cell(settings, line, &row)?;
            Ok(each(row))
        })
    }

    /// A cell that is none of the grid would be a finer, or another, position.
    fn check_cell(&self, settings: &Settings, line: u64, row: &SetRow) -> Result<(), StoreError> {
        let Some((lon, lat)) = attributes::position(self.base, &row.key) else { return Ok(()) };
        let cell = Point::new(lon, lat).ok().map(|point| settings.precision.reduce(point));
        if cell == Some((lon, lat)) {
            return Ok(());
        }
        Err(StoreError::Csv {
            path: self.path.clone(),
            line,
            column: Some("latitude".to_owned()),
            reason: format!(
                "latitude and longitude are not the middle of a geohash cell of precision {}; say \
                 with --geohash to what precision positions were reduced",
                settings.precision
            ),
        })
    }

    /// Which column holds what.
    fn layout(&self, mode: ItemMode) -> Result<Layout, StoreError> {
        for (index, name) in self.header.iter().enumerate() {
            if !is_known(self.base, name) {
                return Err(header_flaw(
                    &self.path,
                    Some(name),
                    &format!("the base {} has no such column; take it out", self.base.name),
                ));
            }
            if self.header.iter().skip(index + 1).any(|other| other == name) {
                return Err(header_flaw(&self.path, Some(name), "this column is there twice"));
            }
        }
        let at = |name: &str| self.header.iter().position(|column| column == name);
        let needed = |name: &str| {
            at(name).ok_or_else(|| {
                let reason = format!("this column is missing for the base {}", self.base.name);
                header_flaw(&self.path, Some(name), &reason)
            })
        };
        let keys = self.base.columns().map(|column| needed(column.name));
        let sets = self.base.metrics.iter().map(|&metric| match at(metric.column()) {
            // lbsntransform has no column for what it never fills.
            None if mode == ItemMode::Compat && is_never_filled(metric) => Ok(None),
            None => needed(metric.column()).map(Some),
            found => Ok(found),
        });
        let [west, south, east, north] = EDGES.map(at);
        Ok(Layout {
            width: self.header.len(),
            keys: keys.collect::<Result<_, _>>()?,
            name: at("name"),
            area: at("geom_area"),
            edges: (|| Some([west?, south?, east?, north?]))(),
            sets: sets.collect::<Result<_, _>>()?,
            sparse: true,
        })
    }
}

/// The sets that stay empty with [`ItemMode::Compat`].
fn is_never_filled(metric: Metric) -> bool {
    matches!(metric, Metric::Place | Metric::UserTermLocation | Metric::UserTerm)
}

/// Whether a table of the base may have a column of this name.
fn is_known(base: &Base, name: &str) -> bool {
    base.columns().any(|column| column.name == name)
        || base.metrics.iter().any(|metric| metric.column() == name || metric.plural() == name)
        || attributes::columns(base).contains(&name)
        || FOLLOWING.contains(&name)
        || (base.spatial_kind().is_some() && EDGES.contains(&name))
}

/// The only base whose table may have this header.
fn only_base_of(header: &[String]) -> Option<&'static Base> {
    let mut fitting = BASES.iter().filter(|base| {
        header.iter().all(|name| is_known(base, name))
            && base.columns().all(|column| header.iter().any(|name| name == column.name))
    });
    fitting.next().filter(|_| fitting.next().is_none())
}

fn header_flaw(path: &Path, column: Option<&str>, reason: &str) -> StoreError {
    StoreError::Csv {
        path: path.to_owned(),
        line: 1,
        column: column.map(|name| name.chars().take(60).collect()),
        reason: reason.to_owned(),
    }
}
