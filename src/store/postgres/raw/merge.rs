//! How staged rows merge into a table, in SQL.

use super::RawPlace;
use super::column::{column_name, needs_position};
use crate::store::identifier::{Identifier, list};
use crate::store::raw::{RawColumn, RawKind, RawTable};

/// A position that is none, where the column must have one.
const NULL_ISLAND: &str = "ST_SetSRID(ST_MakePoint(0, 0), 4326)";

impl RawPlace {
    /// Merges the staged rows into the table, see [`super::sets::SetTable`] for their order.
    pub(super) fn merge(&self, stage: &str) -> String {
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
    pub(super) fn completeness(&self, of: &str) -> String {
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
