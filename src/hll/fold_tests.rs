use super::*;

#[test]
fn folding_and_narrowing_only_shrink() {
    let sketch = Sketch::new(Params::DEFAULT);
    assert_eq!(sketch.fold(12), Err(FoldError::Log2m { from: 11, to: 12 }));
    assert_eq!(sketch.fold(3), Err(FoldError::Log2m { from: 11, to: 3 }));
    assert_eq!(sketch.narrow(6), Err(FoldError::Regwidth { from: 5, to: 6 }));
    assert_eq!(sketch.narrow(0), Err(FoldError::Regwidth { from: 5, to: 0 }));
    assert_eq!(sketch.fold(11).as_ref(), Ok(&sketch));
    assert_eq!(sketch.narrow(5).as_ref(), Ok(&sketch));
}

#[test]
fn an_automatic_threshold_shrinks_along() {
    let mut sketch = Sketch::new(Params::new(11, 5, -1, true).unwrap());
    sketch.extend((1..=100).map(|hash| hash << 20));
    let folded = sketch.fold(10).unwrap();
    assert_eq!(folded.params().explicit_threshold(), 80);
    assert_eq!((sketch.filled(), folded.filled().is_some()), (None, true));
}

#[test]
fn undefined_and_empty_stay_what_they_are() {
    assert!(Sketch::undefined(Params::DEFAULT).fold(4).unwrap().is_undefined());
    assert!(Sketch::new(Params::DEFAULT).narrow(1).unwrap().is_empty());
}
