use super::{Catalogue, Part, Parts, Plan};
use crate::facet::{Base, KeyValue};
use crate::query::error::{QueryError, SyntaxError};
use crate::query::expression::Term;
use crate::store::{Condition, Selection};
use proptest::prelude::*;

/// One store that has everything.
struct Everything;

impl Catalogue for Everything {
    fn resolve(&self, term: &Term) -> Result<(usize, Selection), SyntaxError> {
        let key = KeyValue::Text(term.key.text());
        let base = Base::by_name("hashtag").unwrap();
        Ok((0, Selection { base, conditions: vec![Condition::is(vec![key])] }))
    }

    fn join(&self, _: &mut Vec<Part>) {}
}

fn plan(text: &str) -> Result<(Plan, Parts), QueryError> {
    let mut parts = Parts::default();
    let plan = Plan::new(&text.parse().unwrap(), &mut parts, &Everything)?;
    Ok((plan, parts))
}

/// The operands by their terms, and the regions that are meant.
fn planned(text: &str) -> (Vec<String>, Vec<usize>) {
    let (plan, parts) = plan(text).unwrap();
    let key = |part: &usize| parts.list[*part].name.trim_start_matches("x:").to_owned();
    let operands = plan.operands.iter().map(|operand| operand.iter().map(key).collect()).collect();
    let regions = (0..plan.means.len()).filter(|region| plan.means[*region]).collect();
    (operands, regions)
}

#[test]
fn what_can_be_united_is_united() {
    let cases: [(&str, &[&str], &[usize]); 16] = [
        ("x:a", &["a"], &[1]),
        ("x:a | x:b | (x:c | x:d)", &["abcd"], &[1]),
        ("x:a & x:b", &["a", "b"], &[3]),
        ("x:a - x:b", &["a", "b"], &[1]),
        ("x:a - x:b - x:c", &["a", "bc"], &[1]),
        ("(x:a - x:b) - x:c", &["a", "bc"], &[1]),
        ("(x:a | x:b) & x:c", &["c", "ab"], &[3]),
        ("x:a & x:c | x:b & x:c", &["ab", "c"], &[3]),
        ("x:a & x:b & x:c", &["a", "b", "c"], &[7]),
        // Laws of sets.
        ("x:a & x:a", &["a"], &[1]),
        ("x:a & (x:a | x:b)", &["a"], &[1]),
        ("x:a | x:a & x:b", &["a"], &[1]),
        ("x:a - x:a", &[], &[]),
        ("x:a - (x:a | x:b)", &[], &[]),
        ("(x:a & x:b) | (x:a - x:b)", &["a"], &[1]),
        ("x:a - (x:a - x:b)", &["a", "b"], &[3]),
    ];
    for (text, operands, regions) in cases {
        let (found_operands, found_regions) = planned(text);
        assert_eq!(found_operands, operands, "{text}");
        assert_eq!(found_regions, regions, "{text}");
    }
}

#[test]
fn a_part_is_read_once() {
    let (plan, parts) = plan("(x:a & x:b) | (x:a & x:c) | x:a").unwrap();
    assert_eq!(parts.list.len(), 3);
    // b and c make no difference, but whoever misspelt them wants to know.
    assert_eq!((plan.operands.len(), plan.parts.len()), (1, 3));
}

#[test]
fn too_many_sets_are_refused() {
    let chain = |count: usize| (0..count).map(|n| format!("x:{n}")).collect::<Vec<_>>().join(" & ");
    assert!(plan(&chain(12)).is_ok());
    assert!(matches!(plan(&chain(13)), Err(QueryError::TooManySets { found: 13 })));
    // A thousand terms are no problem where they unite.
    let many = chain(1000).replace('&', "|");
    assert_eq!(planned(&format!("({many}) & x:z")).0.len(), 2);
    assert_eq!(planned(&chain(1000).replace('&', "-")).0.len(), 2);
}

/// Sets as bits of a word, one for each of sixteen elements: every expression, planned or not, must mean
/// the same elements.
fn expression() -> impl Strategy<Value = String> {
    let leaf = (0..4_u8).prop_map(|set| format!("x:{}", char::from(b'a' + set)));
    leaf.prop_recursive(4, 24, 4, |inner| {
        (prop::collection::vec(inner, 2..4), prop::sample::select(vec![" | ", " & ", " - "]))
            .prop_map(|(parts, operator)| format!("({})", parts.join(operator)))
    })
}

/// Whether an element that is in these sets is in what the expression means, by brute force.
fn means(text: &str, sets: u8) -> bool {
    fn value(text: &[u8], at: &mut usize, sets: u8) -> bool {
        if text[*at] != b'(' {
            let set = text[*at + 2] - b'a';
            *at += 3;
            return sets >> set & 1 == 1;
        }
        *at += 1;
        let mut so_far = value(text, at, sets);
        while text[*at] != b')' {
            let operator = text[*at + 1];
            *at += 3;
            let next = value(text, at, sets);
            so_far = match operator {
                b'|' => so_far || next,
                b'&' => so_far && next,
                _ => so_far && !next,
            };
        }
        *at += 1;
        so_far
    }
    value(text.as_bytes(), &mut 0, sets)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn plans_mean_what_expressions_mean(text in expression()) {
        let (plan, parts) = plan(&text).unwrap();
        for sets in 0..16 {
            let within = |part: &usize| {
                let set = parts.list[*part].name.as_bytes()[2] - b'a';
                sets >> set & 1 == 1
            };
            let region = plan
                .operands
                .iter()
                .enumerate()
                .filter(|(_, operand)| operand.iter().any(within))
                .fold(0, |region, (number, _)| region | 1 << number);
            prop_assert_eq!(plan.means[region], means(&text, sets), "{} in {:b}", text, sets);
        }
    }
}
