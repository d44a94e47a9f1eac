//! The page's estimators beside the program's, and its bundle beside its sources.

use super::{node, root};
use crate::hll::vectors::encode_hex;
use crate::support::{output, tool};
use lbsm::hll::{Estimator, Joint, Params, Regions, Sketch, hash};
use lbsm::query::Grade;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;

/// What is embedded is what was built, from the sources that are there.
#[test]
fn the_bundle_is_that_of_the_sources() {
    let folder = root().join("explorer");
    let text = std::fs::read_to_string(folder.join("dist/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    for (part, within) in [("sources", folder.clone()), ("built", folder.join("dist"))] {
        for (name, expected) in manifest[part].as_object().unwrap() {
            let bytes = std::fs::read(within.join(name)).unwrap();
            let found = encode_hex(&Sha256::digest(bytes));
            let expected = format!("\\x{}", expected.as_str().unwrap());
            assert_eq!(found, expected, "{name}: run npm run build in explorer/");
        }
    }
    let Some(mut node) = node() else { return };
    output(node.current_dir(&folder).args(["build.mjs", "--check"]));
    let Some(mut node) = tool("node", &["--version"]) else { return };
    output(node.current_dir(&folder).args(["node_modules/typescript/bin/tsc", "--noEmit"]));
}

/// Sets and what the program makes of them, for the estimators of the page: `explorer/test/golden.json`,
/// written anew by `LBSM_BLESS=1 cargo test`.
#[test]
fn golden_numbers_are_those_of_the_program() {
    let golden: Vec<Value> = shapes().iter().map(Shape::golden).collect();
    let text = serde_json::to_string(&golden).unwrap().replace("},{\"both", "},\n{\"both") + "\n";
    let path = root().join("explorer/test/golden.json");
    if std::env::var_os("LBSM_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let found: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), golden.len(), "run: LBSM_BLESS=1 cargo test");
    for (found, expected) in found.iter().zip(&golden) {
        assert_eq!(found["sets"], expected["sets"], "{}", expected["name"]);
        // The last digits are the logarithm's of the machine.
        for end in ["value", "lo", "hi"] {
            let [found, expected] = [found, expected].map(|of| of["both"][end].as_f64().unwrap());
            assert!((found - expected).abs() <= 1e-3 * expected.max(1.0), "{found} {expected}");
        }
    }
}

/// The estimators of the page, run by node.
#[test]
fn the_page_computes_as_the_program_does() {
    let Some(mut node) = node() else { return };
    let folder = root().join("explorer");
    output(node.current_dir(&folder).args(["build.mjs", "--tests"]));
    let tests = std::fs::read_dir(folder.join("target/tests")).unwrap();
    let tests: Vec<PathBuf> = tests.map(|entry| entry.unwrap().path()).collect();
    assert!(tests.len() >= 2, "{tests:?}");
    let Some(mut node) = tool("node", &["--version"]) else { return };
    output(node.current_dir(&folder).arg("--test").args(tests));
}

/// Sets of ranges of numbers.
struct Shape {
    name: String,
    params: Params,
    ranges: &'static [(i64, i64)],
}

fn shapes() -> Vec<Shape> {
    let mut shapes = Vec::new();
    for params in ["11,5,0,1", "10,4,0,1", "12,6,0,1", "6,4,0,1"] {
        let params: Params = params.parse().unwrap();
        let ranges: [(&str, &'static [(i64, i64)]); 15] = [
            ("empty", &[(0, 0)]),
            ("one", &[(0, 1)]),
            ("some", &[(0, 300)]),
            ("many", &[(0, 40_000)]),
            ("apart", &[(0, 900), (5_000, 6_000)]),
            ("small in large", &[(0, 3), (0, 607)]),
            ("small beside large", &[(0, 3), (700, 1_307)]),
            ("one and nothing", &[(0, 100), (0, 0)]),
            ("half", &[(0, 20_000), (10_000, 30_000)]),
            ("one in a hundred", &[(0, 10_000), (9_900, 20_000)]),
            ("three", &[(0, 2_000), (1_000, 3_000), (1_500, 2_500)]),
            ("three small", &[(0, 70), (5, 612), (66, 69)]),
            ("three apart", &[(0, 500), (400, 900), (890, 1_500)]),
            ("four", &[(0, 4_000), (1_000, 5_000), (2_000, 6_000), (3_000, 7_000)]),
            ("four small", &[(0, 60), (20, 80), (40, 100), (50, 55)]),
        ];
        for (name, ranges) in ranges {
            shapes.push(Shape { name: format!("{name} {params}"), params, ranges });
        }
    }
    shapes
}

impl Shape {
    fn golden(&self) -> Value {
        let sets: Vec<Sketch> = self
            .ranges
            .iter()
            .map(|&(first, end)| {
                let mut set = Sketch::new(self.params);
                set.extend((first..end).map(hash::bigint));
                set
            })
            .collect();
        let by = |estimator| -> Vec<f64> {
            sets.iter().filter_map(|set| set.cardinality_by(estimator)).collect()
        };
        let (estimate, method) = match sets.as_slice() {
            [set] => (set.estimate().unwrap(), if set.is_empty() { "exact" } else { "ml" }),
            sets => {
                let sets: Vec<&Sketch> = sets.iter().collect();
                let joint = Joint::new(&sets).unwrap();
                (joint.estimate(Regions::only((1 << sets.len()) - 1)), "joint")
            }
        };
        json!({
            "name": self.name,
            "sets": sets.iter().map(|set| encode_hex(&set.to_bytes())).collect::<Vec<_>>(),
            "ml": by(Estimator::Ml),
            "improved": by(Estimator::Improved),
            "both": {
                "value": estimate.value,
                "lo": estimate.lo,
                "hi": estimate.hi,
                "grade": Grade::of(&estimate).as_str(),
                "method": method,
            },
        })
    }
}
