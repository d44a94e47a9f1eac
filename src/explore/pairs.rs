//! Sets of posts by two dimensions, for overlaps that are as good as counted.

use super::ExploreError;
use super::collect::{CHARACTERS, Collector, Note};
use super::key::{cell, columns_of, month_text};
use super::ladder::enough;
use super::table::{Keys, LeftOut, Table};
use crate::facet::{Dimension, KeyValue};
use std::collections::{BTreeSet, HashMap};

impl Collector<'_> {
    /// Takes in sets of posts by two dimensions, as far as there is room.
    pub(super) fn pairs(&mut self, name: &str, of: [&'static str; 2]) -> Result<(), ExploreError> {
        let Some(base) = self.base(name) else {
            match name {
                "_month_hashtag" => self.notes.push(Note::NoMonthHashtag),
                "_hashtag_latlng" => self.notes.push(Note::NoHashtagCell),
                _ => {}
            }
            return Ok(());
        };
        let characters = usize::from(self.settings.precision.characters().unwrap_or(CHARACTERS));
        // Only full cells: rests of larger ones are known under no key of the pair.
        let index = |name: &str| -> HashMap<String, u32> {
            let keys = self.table(name).map(|table| &table.keys);
            let Some(Keys::Text { list, .. } | Keys::Ladder { list, .. }) = keys else {
                return HashMap::new();
            };
            let numbered = list.iter().cloned().zip(0..);
            numbered.filter(|(key, _)| name != "latlng" || key.len() == characters).collect()
        };
        let indexes = of.map(index);
        let [hashtag, cell_of, month] = [Dimension::Hashtag, Dimension::Cell, Dimension::Month]
            .map(|dimension| columns_of(base, dimension));
        let mut months = BTreeSet::new();
        let mut found: Vec<([String; 2], u32, Vec<u8>)> = Vec::new();
        let (mut few, mut absent) = (0, 0);
        let total = self.rows(base, &mut |key, _, sets| {
            let part = |name: &str| match name {
                "month" => key.get(month.clone()).map(month_text).unwrap_or_default(),
                "latlng" => {
                    key.get(cell_of.clone()).map(|key| cell(key, characters)).unwrap_or_default()
                }
                _ => match key.get(hashtag.clone()) {
                    Some([KeyValue::Text(text)]) => text.clone(),
                    _ => String::new(),
                },
            };
            let parts = of.map(part);
            let known = |number: usize| {
                of[number] == "month" || indexes[number].contains_key(&parts[number])
            };
            if !enough(&sets, self.options.min_users) {
                few += 1;
            } else if !known(0) || !known(1) {
                absent += 1;
            } else if let (Some(&other), Some(posts)) = (indexes[1].get(&parts[1]), sets.get(1)) {
                if of[0] == "month" {
                    months.insert(parts[0].clone());
                }
                found.push((parts, other, posts.to_bytes()));
            }
            Ok(())
        })?;
        found.sort_by(|(one, a, _), (other, b, _)| a.cmp(b).then_with(|| one.cmp(other)));
        let months: Vec<String> = months.into_iter().collect();
        let mut table = Table {
            base: base.name,
            keys: Keys::Pair {
                of,
                months: Vec::new(),
                one: Vec::new(),
                other: Vec::new(),
                covered: 0,
            },
            left_out: LeftOut { of: total, few, room: 0 },
            sets: Vec::new(),
        };
        let (mut ones, mut others, mut covered) = (Vec::new(), Vec::new(), indexes[1].len());
        let mut room = self.room;
        for pairs in found.chunk_by(|(_, one, _), (_, other, _)| one == other) {
            let bytes: usize = pairs.iter().map(|(_, _, set)| set.len() + 14).sum();
            if bytes > room {
                covered = pairs.first().map_or(0, |(_, other, _)| *other as usize);
                break;
            }
            room -= bytes;
            for (parts, other, set) in pairs {
                let one = match of[0] {
                    "month" => months.binary_search(&parts[0]).unwrap_or_default() as u32,
                    _ => indexes[0].get(&parts[0]).copied().unwrap_or_default(),
                };
                ones.push(one);
                others.push(*other);
                table.sets.push(vec![set.clone()]);
            }
        }
        table.left_out.room = absent + (found.len() - ones.len()) as u64;
        table.keys = Keys::Pair { of, months, one: ones, other: others, covered };
        self.push(table);
        Ok(())
    }
}
