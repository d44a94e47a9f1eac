//! What holds for all sets: the bytes are a function of the set of hashes.

use lbsm::hll::{Kind, Params, Sketch};
use proptest::collection::vec;
use proptest::prelude::*;

/// Parameters of all shapes, small ones often so that forms change within a test.
fn params() -> impl Strategy<Value = Params> {
    let thresholds = prop_oneof![Just(0), Just(-1), (0..8_u32).prop_map(|k| 1 << k)];
    (4..=12_u8, 1..=8_u8, thresholds, any::<bool>()).prop_map(
        |(log2m, regwidth, threshold, sparse)| {
            Params::new(log2m, regwidth, threshold, sparse).unwrap()
        },
    )
}

/// Hashes, also ones that leave no trace, that saturate, and that collide.
fn hash() -> impl Strategy<Value = u64> {
    prop_oneof![
        8 => any::<u64>(),
        1 => 0..64_u64,
        1 => (0..64_u32, any::<u64>()).prop_map(|(zeros, low)| (1 << 63 >> zeros) | low & 0xf),
    ]
}

fn hashes() -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![vec(hash(), 0..8), vec(hash(), 0..200), vec(hash(), 0..1500)]
}

fn build(params: Params, hashes: &[u64]) -> Sketch {
    let mut sketch = Sketch::new(params);
    sketch.extend(hashes.iter().copied());
    sketch
}

fn united(left: &Sketch, right: &Sketch) -> Sketch {
    let mut union = left.clone();
    union.union(right).unwrap();
    union
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn order_and_repetition_never_change_the_bytes(
        params in params(),
        (hashes, shuffled) in hashes().prop_flat_map(|h| (Just(h.clone()), Just(h).prop_shuffle())),
    ) {
        let sketch = build(params, &hashes);
        let again = build(params, &[shuffled, hashes].concat());
        prop_assert_eq!(sketch.to_bytes(), again.to_bytes());
        prop_assert_eq!(sketch, again);
    }

    #[test]
    fn grouping_never_changes_the_bytes(
        params in params(),
        a in hashes(),
        b in hashes(),
        c in hashes(),
    ) {
        let all = build(params, &[a.clone(), b.clone(), c.clone()].concat()).to_bytes();
        let (a, b, c) = (build(params, &a), build(params, &b), build(params, &c));
        prop_assert_eq!(&united(&united(&a, &b), &c).to_bytes(), &all);
        prop_assert_eq!(&united(&a, &united(&b, &c)).to_bytes(), &all);
        prop_assert_eq!(&united(&united(&c, &a), &b).to_bytes(), &all);
        prop_assert_eq!(united(&a, &a).to_bytes(), a.to_bytes());
        prop_assert_eq!(united(&Sketch::new(params), &a).to_bytes(), a.to_bytes());
        prop_assert_eq!(united(&a, &Sketch::new(params)).to_bytes(), a.to_bytes());
    }

    #[test]
    fn reading_what_was_written_changes_nothing(params in params(), hashes in hashes()) {
        let sketch = build(params, &hashes);
        let bytes = sketch.to_bytes();
        let read = Sketch::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&read, &sketch);
        prop_assert_eq!(read.to_bytes(), bytes);
        prop_assert_eq!(read.kind(), sketch.kind());
    }

    #[test]
    fn union_of_bytes_is_bytes_of_union(params in params(), a in hashes(), b in hashes()) {
        let (a, b) = (build(params, &a), build(params, &b));
        let mut from_bytes = a.clone();
        from_bytes.union_bytes(&b.to_bytes()).unwrap();
        let union = united(&a, &b);
        prop_assert_eq!(from_bytes.to_bytes(), union.to_bytes());
        prop_assert_eq!(from_bytes, union);
    }

    #[test]
    fn an_undefined_set_absorbs(params in params(), hashes in hashes()) {
        let (sketch, undefined) = (build(params, &hashes), Sketch::undefined(params));
        prop_assert!(united(&sketch, &undefined).is_undefined());
        let mut union = united(&undefined, &sketch);
        union.insert(1);
        prop_assert!(union.is_undefined());
        prop_assert_eq!(union.kind(), Kind::Undefined);
        prop_assert!(union.cardinality().is_nan() && union.estimate().is_none());
    }

    #[test]
    fn folding_equals_building_smaller(
        params in params(),
        hashes in vec(any::<u64>().prop_filter("a trace", |hash| hash >> 12 != 0), 0..1500),
        down in 0..9_u8,
    ) {
        let log2m = params.log2m().saturating_sub(down).max(4);
        let smaller = Params::new(
            log2m, params.regwidth(), params.expthresh() as i32, params.sparseon(),
        ).unwrap();
        let folded = build(params, &hashes).fold(log2m).unwrap();
        prop_assert_eq!(folded.to_bytes(), build(smaller, &hashes).to_bytes());
    }

    #[test]
    fn narrowing_equals_building_narrower(params in params(), hashes in hashes(), down in 0..8_u8) {
        let regwidth = params.regwidth().saturating_sub(down).max(1);
        let narrower = Params::new(
            params.log2m(), regwidth, params.expthresh() as i32, params.sparseon(),
        ).unwrap();
        let narrowed = build(params, &hashes).narrow(regwidth).unwrap();
        prop_assert_eq!(narrowed.to_bytes(), build(narrower, &hashes).to_bytes());
    }

    #[test]
    fn parameters_read_as_they_are_written(params in params()) {
        prop_assert_eq!(params.to_string().parse::<Params>().unwrap(), params);
    }

    #[test]
    fn more_hashes_never_estimate_fewer(params in params(), a in hashes(), b in hashes()) {
        let (a, b) = (build(params, &a), build(params, &b));
        let (part, whole) = (a.cardinality(), united(&a, &b).cardinality());
        // EXPLICIT is exact and registers are not: comparable only within one form.
        if a.kind() != Kind::Explicit && a.kind() != Kind::Empty && !part.is_infinite() {
            prop_assert!(whole >= part * (1.0 - 1e-3), "{} after {}", whole, part);
        }
    }

    #[test]
    fn any_bytes_read_or_say_why(bytes in vec(any::<u8>(), 0..80), kind in 0..5_u8) {
        let mut bytes = bytes;
        if let [first, second, ..] = bytes.as_mut_slice() {
            *first = 0x10 | kind;
            *second = (*second & 0xe0) | (4 + *second % 4);
        }
        if let Ok(sketch) = Sketch::from_bytes(&bytes) {
            let canonical = sketch.to_bytes();
            let read = Sketch::from_bytes(&canonical).unwrap();
            prop_assert_eq!(read.to_bytes(), canonical);
            prop_assert!(sketch.cardinality() >= 0.0 || sketch.is_undefined());
        }
    }
}
