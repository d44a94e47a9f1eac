use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn record((post, topic, group, day, count): (u64, u16, u32, i32, u32)) -> Record {
    Record { post, topic, group, day: Day::EPOCH + day, count }
}

proptest! {
    /// However they come, and whether they fit into memory or not.
    #[test]
    fn each_post_counts_once(
        parts in prop::collection::vec(
            prop::collection::vec((0..9u64, 0..3u16, 0..2u32, -2..3i32, 1..4u32), 0..20), 0..90),
        limit in 1..60usize,
    ) {
        let mut expected = BTreeMap::new();
        for &(post, topic, group, day, count) in parts.iter().flatten() {
            let kept = expected.entry((post, topic, group)).or_insert((day, count));
            *kept = (day.min(kept.0), count.max(kept.1));
        }
        let expected: Vec<Record> = expected
            .into_iter()
            .map(|((post, topic, group), (day, count))| record((post, topic, group, day, count)))
            .collect();
        let mut pile = Pile::new(limit * size_of::<Record>());
        for part in parts {
            pile.add(part.into_iter().map(record).collect())?;
        }
        let mut found = Vec::new();
        pile.each(|record| found.push(*record))?;
        prop_assert_eq!(found, expected);
    }
}
