use super::*;
use proptest::prelude::*;

fn entries() -> impl Strategy<Value = IngestEntry> {
    let counts = (0..2_u64, 0..2_u64, 0..2_u64, 1..3_u64);
    (counts, "[ab]", "[ab]", any::<bool>()).prop_map(
        |((bytes, records, matched, runs), fingerprint, started, complete)| IngestEntry {
            ingest: Ingest {
                source: "posts.jsonl".to_owned(),
                job: "job".to_owned(),
                bytes,
                lines: records,
                fingerprint,
                records,
                matched,
                rejected: 0,
                complete,
                started,
                version: "0.1.0".to_owned(),
            },
            runs,
        },
    )
}

fn united(one: &IngestEntry, other: &IngestEntry) -> IngestEntry {
    let mut one = one.clone();
    one.unite(other);
    one
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn order_grouping_and_repetition_do_not_matter(a in entries(), b in entries(), c in entries()) {
        prop_assert_eq!(united(&a, &b), united(&b, &a));
        prop_assert_eq!(united(&united(&a, &b), &c), united(&a, &united(&b, &c)));
        prop_assert_eq!(&united(&a, &a), &a);
        prop_assert!(united(&a, &b).ingest.bytes == a.ingest.bytes.max(b.ingest.bytes));
    }
}
