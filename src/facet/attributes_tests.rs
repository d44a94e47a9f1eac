use super::*;
use proptest::prelude::*;

fn attributes() -> impl Strategy<Value = Attributes> {
    let area = (-180.0..180.0_f64, -90.0..0.0_f64, -180.0..180.0_f64, 0.0..90.0_f64)
        .prop_map(|(west, south, east, north)| BoundingBox::new(west, south, east, north).ok());
    (prop::option::of("[a-c]{0,2}"), prop::option::of(area))
        .prop_map(|(name, area)| Attributes { name, area: area.flatten() })
}

fn merged(mut into: Attributes, other: &Attributes) -> Attributes {
    into.merge(other.name.as_deref(), other.area);
    into
}

proptest! {
    #[test]
    fn neither_order_nor_grouping_nor_repetition_matters(
        a in attributes(), b in attributes(), c in attributes(),
    ) {
        let start = Attributes::default();
        let [a, b, c] = [a, b, c].map(|x| merged(start.clone(), &x));
        prop_assert_eq!(merged(a.clone(), &b), merged(b.clone(), &a));
        prop_assert_eq!(merged(merged(a.clone(), &b), &c), merged(a.clone(), &merged(b.clone(), &c)));
        prop_assert_eq!(merged(a.clone(), &a), a);
    }
}
