use super::*;
use crate::grid::testing::numbers;
use crate::grid::{Crs, Key, Tiling};
use std::collections::BTreeMap;

fn sighting(lon: f64, lat: f64, number: u64) -> Sighting {
    // Of some, nothing is known but where they were.
    let user = (!number.is_multiple_of(5)).then_some((number % 7 + 1).into());
    let month = Some(24_000 + (number % 3) as u32);
    Sighting { at: (lon, lat), month, post: None, user, user_day: None }
}

/// Positions around four towns, all over the globe, and on lines.
fn sightings() -> Vec<Sighting> {
    let mut next = numbers(0x9e37_79b9_7f4a_7c15);
    let towns = [(13.4, 52.5), (144.9, -37.8), (179.99, -16.5), (-73.0, 88.9)];
    let position = |number: u64| {
        let (lon, lat) = towns[number as usize % 4];
        match number % 3 {
            0 => (next() * 360.0 - 180.0, next() * 180.0 - 90.0),
            1 => ((lon + next() * 2.0).min(180.0), lat + next()),
            _ => ((next() * 64.0).floor() * 5.625 - 180.0, (next() * 32.0).floor() * 5.625 - 90.0),
        }
    };
    let mut position = position;
    (0..30_000)
        .map(|number| (number, position(number)))
        .map(|(n, at)| sighting(at.0, at.1, n))
        .collect()
}

#[test]
fn counting_many_is_counting_each() {
    let sightings = sightings();
    let europe = "square:10km".parse::<Tiling>().unwrap().with_crs(Crs::LaeaEurope);
    let others = ["geohash:3", "geohash:9", "square:50km", "square:1m", "h3:0", "h3:5", "h3:15"];
    for tiling in others.into_iter().map(|text| text.parse().unwrap()).chain([europe]) {
        for by_month in [false, true] {
            let mut counting = Counting::new(tiling, by_month, vec![Metric::Post, Metric::User]);
            // Batches of any size.
            for batch in sightings.chunks(11_111) {
                counting.add(batch);
            }
            let cells = counting.finish();
            let mut expected: BTreeMap<Key, (u64, std::collections::HashSet<Element>)> =
                BTreeMap::new();
            let mut outside = 0;
            for sighting in &sightings {
                let Some(cell) = tiling.cell(sighting.at.0, sighting.at.1) else {
                    outside += 1;
                    continue;
                };
                let month = if by_month { sighting.month.unwrap() } else { 0 };
                let (posts, users) = expected.entry(Key { month, tiling, cell }).or_default();
                *posts += 1;
                users.extend(sighting.user);
            }
            assert_eq!(cells.outside, outside);
            let found: BTreeMap<Key, (u64, u64)> = cells
                .iter()
                .map(|(key, counts)| (key, (counts[0].count(), counts[1].count())))
                .collect();
            let expected: BTreeMap<Key, (u64, u64)> = expected
                .into_iter()
                .map(|(key, (posts, users))| (key, (posts, users.len() as u64)))
                .collect();
            assert!(found == expected, "{tiling} {by_month}");
        }
    }
}

#[test]
fn nothing_is_no_cell() {
    let mut counting = Counting::new(Tiling::Geohash(3), true, vec![Metric::Post]);
    counting.add(&[]);
    counting.add(&[Sighting { month: None, ..sighting(1.0, 1.0, 1) }]);
    let cells = counting.finish();
    assert!(cells.is_empty() && cells.outside == 0 && cells.undated == 1);
}
