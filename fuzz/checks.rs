//! What must hold for any input: the bodies of the fuzz targets, which the tests replay the corpus
//! through as well.

use lbsm::hll::{Estimator, Sketch};

/// Any bytes are a set or an error; a set that was read and written reads as the same set.
pub fn hll_parse(bytes: &[u8]) {
    let Ok(sketch) = Sketch::from_bytes(bytes) else { return };
    let written = sketch.to_bytes();
    let read = Sketch::from_bytes(&written).expect("what was written can be read");
    assert_eq!(read, sketch);
    assert_eq!(read.to_bytes(), written);
    assert_eq!(sketch.is_undefined(), sketch.cardinality().is_nan());
    for estimator in [Estimator::Ml, Estimator::Improved] {
        // Infinite where every register is at its limit.
        assert!(sketch.cardinality_by(estimator).is_none_or(|number| number >= 0.0));
    }
    assert_eq!(sketch.cardinality_by(Estimator::Pg).is_none(), sketch.is_undefined());
    if let Some(estimate) = sketch.estimate() {
        assert!(estimate.lo <= estimate.value && estimate.value <= estimate.hi);
    }
    let folded = sketch.fold(4).expect("4 is the smallest");
    assert_eq!(Sketch::from_bytes(&folded.to_bytes()).as_ref(), Ok(&folded));
}

/// The union of two sets does not depend on their order, nor on whether one is still in its bytes.
///
/// The input is two sets; the first byte is the length of the first.
pub fn hll_union(input: &[u8]) {
    let Some((&length, sets)) = input.split_first() else { return };
    let (left, right) = sets.split_at(usize::from(length).min(sets.len()));
    let (Ok(a), Ok(b)) = (Sketch::from_bytes(left), Sketch::from_bytes(right)) else { return };
    let (mut ab, mut ba, mut bytes) = (a.clone(), b.clone(), a.clone());
    let united = ab.union(&b).is_ok();
    assert_eq!(united, ba.union(&a).is_ok());
    assert_eq!(united, bytes.union_bytes(right).is_ok());
    if !united {
        assert_eq!((ab, bytes), (a.clone(), a));
        return;
    }
    assert_eq!(ab, ba);
    assert_eq!(ab, bytes);
    assert_eq!(ab.to_bytes(), ba.to_bytes());
    let mut again = ab.clone();
    again.union(&b).expect("equal parameters");
    assert_eq!(again, ab);
}
