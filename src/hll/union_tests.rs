use super::super::params::Params;
use super::super::sketch::Kind;
use super::*;

fn listed(threshold_code: u8, hashes: &[i64]) -> Sketch {
    let mut bytes = vec![0x12, 0x8b, 0x40 | threshold_code];
    bytes.extend(hashes.iter().flat_map(|hash| (hash << 12).to_be_bytes()));
    Sketch::from_bytes(&bytes).unwrap()
}

fn united(left: &Sketch, right: &Sketch) -> Sketch {
    let mut union = left.clone();
    union.union(right).unwrap();
    union
}

#[test]
fn lists_unite_up_to_the_threshold() {
    // Code 3 is a threshold of four.
    let (three, other, same) = (listed(3, &[1, 2, 3]), listed(3, &[4]), listed(3, &[2, 3]));
    assert_eq!(united(&three, &other), listed(3, &[1, 2, 3, 4]));
    assert_eq!(united(&three, &same), three);
    let above = united(&three, &listed(3, &[4, 5]));
    assert_eq!((above.kind(), above.filled()), (Kind::Sparse, Some(1)));
}

#[test]
fn sets_above_their_threshold_unite_in_any_order() {
    let (above, part, other) = (listed(1, &[1, 2, 3]), listed(1, &[2]), listed(1, &[9]));
    for other in [&above, &part, &other, &Sketch::new(above.params())] {
        assert_eq!(united(&above, other), united(other, &above));
    }
    assert_eq!(united(&above, &part), above, "nothing new, so as it was");
    assert_eq!(united(&above, &other).kind(), Kind::Sparse);
}

#[test]
fn a_refused_union_changes_nothing() {
    let mut sketch = listed(3, &[1, 2]);
    let before = sketch.clone();
    assert!(sketch.union(&Sketch::undefined(Params::DEFAULT)).is_err());
    assert_eq!(sketch, before);
}
