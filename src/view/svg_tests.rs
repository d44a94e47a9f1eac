use super::*;
use crate::view::theme::INK;

#[test]
fn shapes_without_extent_are_empty_groups() {
    let empty = group([]).to_string();
    for shape in [
        rect(1.0, 2.0, 0.0, 5.0),
        rect(1.0, 2.0, 5.0, -3.0),
        rect(1.0, 2.0, 5.0, 0.004),
        line((3.0, 4.0), (3.0, 4.0)),
        line((3.0, 4.0), (3.001, 4.0)),
        circle((1.0, 2.0), 0.0),
    ] {
        assert_eq!(shape.to_string(), empty);
    }
    for shape in
        [rect(1.0, 2.0, 0.5, 5.0), line((3.0, 4.0), (3.0, 4.1)), circle((1.0, 2.0), 0.1).fill(INK)]
    {
        assert_ne!(shape.to_string(), empty);
    }
}
