use super::*;

fn explicit(threshold: i32) -> Params {
    Params::new(11, 5, threshold, true).unwrap()
}

fn of(params: Params, hashes: &[u64]) -> Sketch {
    let mut sketch = Sketch::new(params);
    sketch.extend(hashes.iter().copied());
    sketch
}

#[test]
fn a_set_is_small_and_a_small_set_owns_nothing() {
    assert!(size_of::<Sketch>() <= 32);
    assert!(size_of::<Option<Sketch>>() <= 32);
    let few = of(Params::DEFAULT, &[1 << 20, 2 << 20 | 1, 1 << 20 | 2, 1 << 20 | 3]);
    assert_eq!((few.filled(), few.heap_bytes()), (Some(4), 0));
    assert_eq!(of(explicit(-1), &[5, 6, 5]).heap_bytes(), 0);
    assert!(of(explicit(-1), &[5, 6, 7]).heap_bytes() > 0);
}

#[test]
fn forms_follow_the_threshold() {
    let hashes: Vec<u64> = (1..=9).map(|n| n << 11 | n).collect();
    for threshold in [1, 2, 4, 8] {
        let at = of(explicit(threshold), &hashes[..threshold as usize]);
        assert_eq!(at.kind(), Kind::Explicit);
        let above = of(explicit(threshold), &hashes[..=threshold as usize]);
        assert_eq!(above.kind(), Kind::Sparse);
        assert_eq!(above.filled(), Some(threshold as usize + 1));
    }
    assert_eq!(of(explicit(0), &hashes[..1]).kind(), Kind::Sparse);
    assert_eq!(Sketch::new(explicit(0)).kind(), Kind::Empty);
    let never_sparse = Params::new(11, 5, 0, false).unwrap();
    assert_eq!(of(never_sparse, &hashes[..1]).kind(), Kind::Full);
}

#[test]
fn hashes_are_listed_in_signed_order() {
    let sketch = of(explicit(-1), &[1, u64::MAX, 1 << 63, 0, 1]);
    assert_eq!(sketch.hashes(), Some(&[i64::MIN, -1, 0, 1][..]));
    let pair = of(explicit(-1), &[1, u64::MAX]);
    assert_eq!(pair.hashes(), Some(&[-1, 1][..]));
    assert_eq!(of(explicit(-1), &[u64::MAX, 1]), pair);
}

#[test]
fn the_hash_zero_counts_while_listed_and_leaves_no_trace_in_registers() {
    assert!(!of(explicit(-1), &[0]).is_empty());
    let untraced = of(explicit(0), &[0]);
    assert!(untraced.is_empty());
    assert_eq!((untraced.kind(), untraced.filled()), (Kind::Sparse, Some(0)));
    assert_eq!(untraced.to_bytes(), [0x13, 0x8b, 0x40]);
    assert!(Sketch::new(explicit(0)).is_empty());
    assert!(!Sketch::undefined(explicit(0)).is_empty());
}

#[test]
fn a_set_above_its_threshold_turns_to_registers_when_something_is_added() {
    let mut bytes = vec![0x12, 0x8b, 0x40];
    bytes.extend((1..=3_i64).flat_map(|hash| (hash << 12).to_be_bytes()));
    let mut sketch = Sketch::from_bytes(&bytes).unwrap();
    sketch.insert(1 << 12);
    assert_eq!(sketch.to_bytes(), bytes, "nothing new");
    sketch.insert(4 << 12);
    assert_eq!(sketch.kind(), Kind::Sparse);
}

#[test]
fn a_shown_set_keeps_its_hashes_to_itself() {
    let sketch = of(explicit(-1), &[1_234_567, 7_654_321, 5]);
    assert_eq!(format!("{sketch:?}"), "Sketch(11,5,-1,1 EXPLICIT of 3)");
    assert_eq!(
        format!("{:?}", Sketch::undefined(explicit(0))),
        "Sketch(11,5,0,1 UNDEFINED of NaN)"
    );
}

#[test]
fn a_set_that_lists_nothing_takes_hashes() {
    let mut sketch = Sketch::from_bytes(&[0x12, 0x8b, 0x7f]).unwrap();
    assert_eq!((sketch.kind(), sketch.is_empty()), (Kind::Explicit, true));
    sketch.insert(7);
    assert_eq!(sketch, of(explicit(-1), &[7]));
}
