//! Raw tables: those of the LBSN rawdb. Copies of one thing merge on the server by the rule of
//! [`RawRow::merge`](crate::store::raw::RawRow::merge): the most complete copy wins whole, then
//! the one observed last, then the one whose contents sort last; names accumulate.
//!
//! That puts right what the LBSN's own rule loses: a stub does not empty the mentions of a post,
//! and a count of an older copy does not overwrite a newer one. Of rows that another program
//! wrote (their `completeness` is NULL) nothing known is lost, either.

use super::copy::{self, Rows, indexable};
use super::fault::{Fault, While as _};
use crate::lbsn::{BoundingBox, Completeness, GeometryError, Point, Timestamp};
use crate::store::identifier::{Identifier, list};
use crate::store::raw::{RAW_TABLES, RawBatch, RawColumn, RawKind, RawRow, RawTable, RawValue};
use futures_util::TryStreamExt;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::pin::pin;
use tokio_postgres::{Client, Row, Transaction};

/// Rows that are encoded at a time, and by one core at a time.
const CHUNK: usize = 16_384;
const PIECE: usize = 1_024;

/// Columns that no record of ours fills. They are another program's, and stay as it left them.
const LEFT_ALONE: [(&str, &[&str]); 4] = [
    ("language", &["language_name", "language_name_de"]),
    ("user", &["is_available", "user_location_geom", "user_groups_member", "user_groups_follows"]),
    (
        "place",
        &[
            "post_count",
            "place_description",
            "place_website",
            "place_phone",
            "address",
            "zip_code",
            "attributes",
            "checkin_count",
            "like_count",
            "parent_places",
        ],
    ),
    (
        "post",
        &[
            "post_title",
            "post_create_date",
            "post_thumbnail_url",
            "post_filter",
            "modified",
            "post_content_license",
            "topic_group",
            "post_downvotes",
        ],
    ),
];

/// Which column of which table refers to which table. What a row refers to must be there, if
/// only by its id.
const REFERENCES: [(&str, &str, &str); 9] = [
    ("city", "country_guid", "country"),
    ("place", "city_guid", "city"),
    ("post", "place_guid", "place"),
    ("post", "city_guid", "city"),
    ("post", "country_guid", "country"),
    ("post", "user_guid", "user"),
    ("post_reaction", "user_guid", "user"),
    ("post_reaction", "referencedPost_guid", "post"),
    ("post_reaction", "referencedPostreaction_guid", "post_reaction"),
];

/// A position that is none, where the column must have one.
const NULL_ISLAND: &str = "ST_SetSRID(ST_MakePoint(0, 0), 4326)";

/// A raw table of the database.
pub(super) struct RawPlace {
    raw: &'static RawTable,
    /// Its name, quoted, with the schema.
    name: String,
    /// Its columns that are written, with their positions in the rows.
    written: Vec<(usize, &'static RawColumn)>,
}

impl RawPlace {
    /// Where the rows of a raw table go.
    pub(super) fn new(raw: &'static RawTable) -> Self {
        let left = LEFT_ALONE.iter().find(|(table, _)| *table == raw.name);
        let left = left.map_or(&[][..], |(_, columns)| columns);
        let columns = raw.columns.iter().enumerate();
        Self {
            raw,
            name: format!("{}.{}", Identifier(raw.schema), Identifier(raw.name)),
            written: columns.filter(|(_, column)| !left.contains(&column.name)).collect(),
        }
    }

    /// Its name, quoted, with the schema.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether copies merge; else the first one stays, because all are alike.
    fn merges(&self) -> bool {
        self.written.len() > self.raw.keys && self.raw.name != "origin"
    }

    /// The columns that are written, each with its type as `format_type` prints it.
    pub(super) fn columns(&self) -> impl Iterator<Item = (String, &'static str)> {
        let own = self.written.iter().map(|(_, column)| {
            let kind = match column.kind {
                RawKind::Integer if is_int(column) => "integer",
                RawKind::Integer => "bigint",
                RawKind::Boolean => "boolean",
                RawKind::Text => "text",
                RawKind::Time => "timestamp without time zone",
                RawKind::Point | RawKind::Area => "geometry",
                RawKind::Texts => "text[]",
            };
            (column_name(column), kind)
        });
        let order = [("completeness", "smallint"), ("observed", "timestamp without time zone")];
        let order = order.into_iter().filter(|_| self.merges());
        own.chain(order.map(|(name, kind)| (name.to_owned(), kind)))
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.columns().map(|(name, _)| name).collect();
        list(names.iter().map(String::as_str))
    }

    async fn put(&self, transaction: &Transaction<'_>, rows: &[&RawRow]) -> Result<(), Fault> {
        if rows.is_empty() {
            return Ok(());
        }
        let doing = "write raw rows";
        let names = self.names();
        let empty = format!("SELECT NOT EXISTS (SELECT FROM {})", self.name);
        let empty: bool = transaction.query_one(&empty, &[]).await.on(doing)?.get(0);
        let chunks = rows.chunks(CHUNK).flat_map(|chunk| {
            chunk.par_chunks(PIECE).map(|piece| self.encode(piece)).collect::<Vec<Rows>>()
        });
        if empty {
            let into = format!("COPY {} ({names}) FROM STDIN (FORMAT binary)", self.name);
            return copy::copy(transaction, &into, chunks).await.on(doing);
        }
        let stage = self.raw.table();
        let create = format!(
            "CREATE TEMP TABLE IF NOT EXISTS {} ON COMMIT DELETE ROWS AS SELECT {names} FROM {} WITH NO DATA",
            Identifier(&stage),
            self.name
        );
        transaction.batch_execute(&create).await.on(doing)?;
        let stage = format!("pg_temp.{}", Identifier(&stage));
        let into = format!("COPY {stage} ({names}) FROM STDIN (FORMAT binary)");
        copy::copy(transaction, &into, chunks).await.on(doing)?;
        transaction.batch_execute(&self.merge(&stage)).await.on(doing)
    }

    fn encode(&self, rows: &[&RawRow]) -> Rows {
        let mut encoded = Rows::default();
        let merges = self.merges();
        for row in rows {
            encoded.begin(self.written.len() + if merges { 2 } else { 0 });
            for (index, column) in &self.written {
                let value = row.values.get(*index).unwrap_or(&RawValue::Null);
                encode(&mut encoded, self.raw, column, value);
            }
            if merges {
                encoded.smallint(match row.completeness {
                    Completeness::Stub => 0,
                    Completeness::Truncated => 1,
                    Completeness::Full => 2,
                });
                match row.observed {
                    Some(time) => encoded.timestamp(time.second()),
                    None => encoded.null(),
                }
            }
        }
        encoded
    }

    /// Calls `each` with every row, in the order of the keys, until it breaks.
    pub(super) async fn rows(
        &self,
        client: &Client,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let doing = "read raw rows";
        let statement = client.prepare(&self.query()).await.on(doing)?;
        let none: [&str; 0] = [];
        let mut rows = pin!(client.query_raw(&statement, none).await.on(doing)?);
        while let Some(row) = TryStreamExt::try_next(&mut rows).await.on(doing)? {
            if each(self.decode(&row)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// All rows in the order of the keys, each value in a form that does not depend on the type
    /// of its column.
    fn query(&self) -> String {
        let mut values = vec!["ctid::text".to_owned()];
        values.push(if self.merges() { self.completeness("t") } else { "2".to_owned() });
        values.push(
            if self.merges() { "extract(epoch FROM t.observed)::bigint" } else { "NULL::bigint" }
                .to_owned(),
        );
        for column in self.raw.columns {
            let name = column_name(column);
            let value = format!("t.{}", Identifier(&name));
            match column.kind {
                // When the row was written is not what the network says.
                RawKind::Time if name == "modified" => values.push("NULL::bigint".to_owned()),
                RawKind::Integer => values.push(format!("{value}::bigint")),
                RawKind::Boolean => values.push(value),
                RawKind::Text => values.push(format!("{value}::text")),
                RawKind::Time => values.push(format!("extract(epoch FROM {value})::bigint")),
                RawKind::Point => {
                    values.extend([format!("ST_X({value})"), format!("ST_Y({value})")]);
                }
                RawKind::Area => values.extend(
                    ["XMin", "YMin", "XMax", "YMax"].map(|edge| format!("ST_{edge}({value})")),
                ),
                RawKind::Texts => values.push(format!("array_remove({value}, NULL)")),
            }
        }
        let keys = self.raw.columns.iter().take(self.raw.keys).map(|column| {
            let text = if column.kind == RawKind::Text { " COLLATE \"C\"" } else { "" };
            format!("{}{text}", Identifier(&column_name(column)))
        });
        format!(
            "SELECT {} FROM {} AS t ORDER BY {}",
            values.join(", "),
            self.name,
            keys.collect::<Vec<_>>().join(", ")
        )
    }

    fn decode(&self, row: &Row) -> Result<RawRow, Fault> {
        let doing = "read raw rows";
        let place: &str = row.try_get(0).on(doing)?;
        let unreadable = |column: &str, reason: String| {
            let table = format!("{}.{}", self.raw.schema, self.raw.name);
            Fault::Unreadable(table, format!("with ctid {place}"), column.to_owned(), reason)
        };
        let time = |column: &str, second: Option<i64>| {
            let time = second.map(Timestamp::from_second).transpose();
            time.map_err(|error| unreadable(column, error.to_string()))
        };
        let completeness = match row.try_get::<_, i32>(1).on(doing)? {
            0 => Completeness::Stub,
            1 => Completeness::Truncated,
            2 => Completeness::Full,
            other => {
                return Err(unreadable("completeness", format!("{other} is not 0, 1 or 2")));
            }
        };
        let observed = time("observed", row.try_get(2).on(doing)?)?;
        let mut columns = 3..;
        let mut next = || columns.next().unwrap_or_default();
        let mut values = Vec::with_capacity(self.raw.columns.len());
        for column in self.raw.columns {
            let mut degrees = || row.try_get::<_, Option<f64>>(next()).on(doing);
            values.push(match column.kind {
                RawKind::Integer => row
                    .try_get::<_, Option<i64>>(next())
                    .on(doing)?
                    .map_or(RawValue::Null, RawValue::Integer),
                RawKind::Boolean => row.try_get::<_, Option<bool>>(next()).on(doing)?.into(),
                RawKind::Text => row.try_get::<_, Option<&str>>(next()).on(doing)?.into(),
                RawKind::Time => time(column.name, row.try_get(next()).on(doing)?)?.into(),
                RawKind::Point => match (degrees()?, degrees()?) {
                    (Some(lon), Some(lat)) => match Point::new(lon, lat) {
                        Err(GeometryError::NullIsland) => RawValue::Null,
                        point => point
                            .map_err(|error| unreadable(column.name, error.to_string()))?
                            .into(),
                    },
                    _ => RawValue::Null,
                },
                RawKind::Area => match (degrees()?, degrees()?, degrees()?, degrees()?) {
                    (Some(west), Some(south), Some(east), Some(north)) => {
                        let east = if east > 180.0 { east - 360.0 } else { east };
                        BoundingBox::new(west, south, east, north)
                            .map_err(|error| unreadable(column.name, error.to_string()))?
                            .into()
                    }
                    _ => RawValue::Null,
                },
                RawKind::Texts => match row.try_get::<_, Option<Vec<&str>>>(next()).on(doing)? {
                    Some(texts) => texts.into_iter().collect(),
                    None => RawValue::Null,
                },
            });
        }
        Ok(RawRow { completeness, observed, values: values.into() })
    }

    /// Merges the staged rows into the table, see [`super::sets::SetTable`] for their order.
    fn merge(&self, stage: &str) -> String {
        let names = self.names();
        let insert = format!(
            "INSERT INTO {} AS stored ({names}) SELECT {names} FROM {stage} ON CONFLICT",
            self.name
        );
        if !self.merges() {
            return format!("{insert} DO NOTHING");
        }
        let keys: Vec<String> = self
            .written
            .iter()
            .take(self.raw.keys)
            .map(|(_, column)| column_name(column))
            .collect();
        let keys = list(keys.iter().map(String::as_str));
        let takes_over = format!("(({}) > ({}))", self.rank("excluded"), self.rank("stored"));
        let alternatives = self.alternatives();
        let changed = match &alternatives {
            Some(names) => format!("{takes_over} OR {names} <> stored.name_alternatives"),
            None => takes_over.clone(),
        };
        let mut set = Vec::new();
        for (_, column) in self.written.iter().skip(self.raw.keys) {
            let name = column_name(column);
            let value = match &alternatives {
                Some(names) if name == "name_alternatives" => names.clone(),
                Some(_) => format!(
                    "CASE WHEN {takes_over} THEN {} ELSE stored.{} END",
                    self.taken_over(column),
                    Identifier(&name)
                ),
                // Where nothing accumulates, a row changes only if it is taken over.
                None => self.taken_over(column),
            };
            set.push(format!("{} = {value}", Identifier(&name)));
        }
        for name in ["completeness", "observed"] {
            set.push(format!(
                "{name} = CASE WHEN {takes_over} THEN excluded.{name} ELSE stored.{name} END"
            ));
        }
        format!("{insert} ({keys}) DO UPDATE SET {} WHERE {changed}", set.join(", "))
    }

    /// What decides between copies, as the items of a row comparison.
    fn rank(&self, of: &str) -> String {
        let mut items = Vec::new();
        items.push(self.completeness(of));
        items.push(format!("{of}.observed IS NOT NULL"));
        items.push(format!("coalesce({of}.observed, '-infinity')"));
        for (_, column) in self.written.iter().skip(self.raw.keys) {
            let name = column_name(column);
            if name == "name_alternatives" && self.raw.names().is_some() {
                continue;
            }
            let value = known(of, self.raw, column);
            items.push(format!("{value} IS NOT NULL"));
            items.push(match column.kind {
                RawKind::Integer => format!("coalesce({value}, 0)"),
                RawKind::Boolean => format!("coalesce({value}, false)"),
                RawKind::Text => format!("coalesce({value}, '') COLLATE \"C\""),
                RawKind::Time => format!("coalesce({value}, '-infinity')"),
                RawKind::Texts => format!("coalesce({value}, '{{}}') COLLATE \"C\""),
                RawKind::Point => {
                    format!("coalesce(float8send(ST_X({value})) || float8send(ST_Y({value})), '')")
                }
                RawKind::Area => {
                    let east = format!("ST_XMax({value})");
                    let edges = [
                        format!("ST_XMin({value})"),
                        format!("ST_YMin({value})"),
                        format!("{east} - CASE WHEN {east} > 180 THEN 360 ELSE 0 END"),
                        format!("ST_YMax({value})"),
                    ];
                    let edges = edges.map(|edge| format!("float8send({edge})")).join(" || ");
                    format!("coalesce({edges}, '')")
                }
            });
        }
        items.join(", ")
    }

    /// How much a copy knows. Who else wrote a row did not say, and is judged by what is there.
    fn completeness(&self, of: &str) -> String {
        let otherwise = match self.evidence() {
            Some(column) => {
                format!("CASE WHEN {of}.{} IS NULL THEN 0 ELSE 2 END", Identifier(column))
            }
            None => "0".to_owned(),
        };
        format!("coalesce({of}.completeness::int, {otherwise})")
    }

    /// The column that is known of whatever is more than a stub.
    fn evidence(&self) -> Option<&'static str> {
        match self.raw.name {
            "user" => Some("active_since"),
            "country" | "city" | "place" => Some("geom_area"),
            "post" => Some("post_publish_date"),
            "post_reaction" => Some("reaction_date"),
            _ => None,
        }
    }

    /// The value of a column when the new copy wins. What another program knew stays where the
    /// new copy knows nothing.
    fn taken_over(&self, column: &RawColumn) -> String {
        let name = column_name(column);
        let name = Identifier(&name);
        let fresh = match column.kind {
            RawKind::Texts => format!("nullif(excluded.{name}, '{{}}')"),
            _ => known("excluded", self.raw, column),
        };
        format!(
            "CASE WHEN stored.completeness IS NULL THEN coalesce({fresh}, stored.{name})
             ELSE excluded.{name} END"
        )
    }

    /// All names that both copies know but that of the row.
    fn alternatives(&self) -> Option<String> {
        self.raw.names()?;
        let takes_over = format!("(({}) > ({}))", self.rank("excluded"), self.rank("stored"));
        Some(format!(
            "ARRAY(SELECT DISTINCT other COLLATE \"C\" FROM
               unnest(stored.name_alternatives || excluded.name_alternatives
                      || stored.name || excluded.name) AS others (other)
             WHERE other IS NOT NULL AND other IS DISTINCT FROM
               (CASE WHEN {takes_over} THEN {} ELSE stored.name END)
             ORDER BY other COLLATE \"C\")",
            "CASE WHEN stored.completeness IS NULL THEN coalesce(excluded.name, stored.name) ELSE excluded.name END"
        ))
    }
}

/// Merges a batch into the tables, each after those that it refers to.
pub(super) async fn merge(
    transaction: &Transaction<'_>,
    batch: &RawBatch,
    reactions_refer: bool,
) -> Result<(), Fault> {
    let tables: Vec<(&'static RawTable, Vec<&RawRow>)> = batch.tables().collect();
    let mut stubs = stubs(&tables, reactions_refer);
    for (raw, mut rows) in tables {
        let stubs = stubs.remove(raw.name).unwrap_or_default();
        if !stubs.is_empty() {
            rows.extend(&stubs);
            rows.sort_by(|one, other| key(raw, one).cmp(&key(raw, other)));
        }
        RawPlace::new(raw).put(transaction, &rows).await?;
    }
    Ok(())
}

/// Rows for what a batch refers to and does not bring.
fn stubs(
    tables: &[(&'static RawTable, Vec<&RawRow>)],
    reactions_refer: bool,
) -> BTreeMap<&'static str, Vec<RawRow>> {
    let mut wanted: BTreeMap<&'static str, BTreeSet<(i64, &str)>> = BTreeMap::new();
    for (table, column, target) in REFERENCES {
        let is_reaction = column.starts_with("referenced");
        if is_reaction && !reactions_refer {
            continue;
        }
        for (raw, rows) in tables.iter().filter(|(raw, _)| raw.name == table) {
            let Some(at) = raw.columns.iter().position(|other| other.name == column) else {
                continue;
            };
            for row in rows {
                if let (Some(RawValue::Integer(origin)), Some(RawValue::Text(guid))) =
                    (row.values.first(), row.values.get(at))
                {
                    wanted.entry(target).or_default().insert((*origin, guid));
                }
            }
        }
    }
    // A stub of a city refers to no country, and so on: one pass is enough.
    let mut stubs = BTreeMap::new();
    for (raw, rows) in tables {
        let Some(mut missing) = wanted.remove(raw.name) else { continue };
        for row in rows {
            if let Some(key) = key(raw, row) {
                missing.remove(&key);
            }
        }
        let stub = |(origin, guid): (i64, &str)| {
            let mut values = vec![RawValue::Null; raw.columns.len()];
            values.splice(..2, [RawValue::Integer(origin), RawValue::from(guid)]);
            RawRow { completeness: Completeness::Stub, observed: None, values: values.into() }
        };
        stubs.insert(raw.name, missing.into_iter().map(stub).collect());
    }
    stubs
}

fn key<'a>(raw: &RawTable, row: &'a RawRow) -> Option<(i64, &'a str)> {
    match (raw.keys, &*row.values) {
        (2, [RawValue::Integer(origin), RawValue::Text(guid), ..]) => Some((*origin, guid)),
        _ => None,
    }
}

/// Names in the LBSN are written without quotes, so the server keeps them in lower case.
fn column_name(column: &RawColumn) -> String {
    column.name.to_ascii_lowercase()
}

fn is_int(column: &RawColumn) -> bool {
    ["origin_id", "user_utc_offset", "post_content_license"].contains(&column.name)
}

/// Whether a column stands in an index.
fn is_indexed(column: &RawColumn) -> bool {
    column.name.ends_with("_guid")
        || ["language_short", "user_language", "post_language"].contains(&column.name)
}

/// Whether a column must have a position even where there is none.
fn needs_position(raw: &RawTable, column: &RawColumn) -> bool {
    raw.geometry == Some(column.name) && column.name != "geom_center"
}

/// A column of one copy; NULL where it says nothing.
fn known(of: &str, raw: &RawTable, column: &RawColumn) -> String {
    let name = column_name(column);
    let name = Identifier(&name);
    if needs_position(raw, column) {
        format!("nullif({of}.{name}, {NULL_ISLAND})")
    } else {
        format!("{of}.{name}")
    }
}

fn encode(rows: &mut Rows, raw: &RawTable, column: &RawColumn, value: &RawValue) {
    match value {
        RawValue::Null if needs_position(raw, column) => rows.point(0.0, 0.0),
        RawValue::Null if column.kind == RawKind::Texts => rows.texts([""; 0].into_iter()),
        RawValue::Null => rows.null(),
        RawValue::Integer(number) if is_int(column) => rows.int(*number),
        RawValue::Integer(number) => rows.bigint(*number),
        RawValue::Boolean(value) => rows.bytes(&[u8::from(*value)]),
        RawValue::Text(text) if is_indexed(column) => rows.bytes(indexable(text).as_bytes()),
        RawValue::Text(text) => rows.bytes(text.as_bytes()),
        RawValue::Time(time) => rows.timestamp(time.second()),
        RawValue::Point(point) => rows.point(point.lon(), point.lat()),
        RawValue::Area(area) => rows.area(**area),
        // The LBSN has an index over hashtags, too.
        RawValue::Texts(texts) if column.name == "hashtags" => {
            rows.texts(texts.iter().map(|text| indexable(text)));
        }
        RawValue::Texts(texts) => rows.texts(texts.iter()),
    }
}

/// All raw tables, each after those that it refers to.
pub(super) fn places() -> impl Iterator<Item = RawPlace> {
    RAW_TABLES.iter().map(|raw| RawPlace::new(raw))
}

#[cfg(test)]
#[path = "raw_tests.rs"]
mod tests;
