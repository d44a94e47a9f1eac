//! Every vector of PostgreSQL, through the library.

use base64::Engine as _;
use lbsm::hll::{DecodeError, Estimator, Params, ParamsError, Sketch, UnionError, hash};
use serde::Deserialize;
use serde_json::Value;

use super::md5;
use super::vectors::{Case, Golden, agrees, decode_hex, encode_hex, golden, lines, path};

/// Asserts bytes and cardinalities of a set against a vector.
fn check(golden: &Golden, sketch: &Sketch) {
    let name = &golden.name;
    assert_eq!(encode_hex(&sketch.to_bytes()), encode_hex(&golden.bytes), "{name}");
    check_cardinality(golden, sketch);
}

fn check_cardinality(golden: &Golden, sketch: &Sketch) {
    let name = &golden.name;
    let pg = sketch.cardinality_by(Estimator::Pg);
    assert!(agrees(pg, &golden.cardinality), "{name}: {pg:?}, not {}", golden.cardinality);
    if let Some(theirs) = &golden.cardinality_fixed {
        let fixed = sketch.cardinality_by(Estimator::PgFixed);
        assert!(agrees(fixed, theirs), "{name}: {fixed:?}, not {theirs}");
    }
}

#[test]
fn sets_unions_and_canonical_forms() {
    let (mut sets, mut unions, mut canonical) = (0, 0, 0);
    for golden in golden() {
        let name = &golden.name;
        match &golden.case {
            Case::Set { params, inputs, n_inputs, kind, nonzero_registers, hll_set_max_sparse } => {
                sets += 1;
                let mut sketch = Sketch::new(params.params());
                let items = inputs.items();
                assert_eq!(items.len(), *n_inputs, "{name}");
                sketch.extend(items.iter().map(|item| inputs.hash(item)));
                if let Some(filled) = nonzero_registers {
                    assert_eq!(sketch.filled(), Some(*filled), "{name}");
                }
                if hll_set_max_sparse.is_some() {
                    // A session setting chose between SPARSE and FULL: same content, other bytes.
                    assert_eq!(Sketch::from_bytes(&golden.bytes).unwrap(), sketch, "{name}");
                    check_cardinality(&golden, &sketch);
                } else {
                    assert_eq!(sketch.kind().name(), kind, "{name}");
                    check(&golden, &sketch);
                }
            }
            Case::Union { params, a, b, kind } => {
                unions += 1;
                let (mut left, right) =
                    (Sketch::from_bytes(a).unwrap(), Sketch::from_bytes(b).unwrap());
                assert_eq!(left.params(), params.params(), "{name}");
                left.union(&right).unwrap();
                assert_eq!(left.kind().name(), kind, "{name}");
                check(&golden, &left);
                let mut from_bytes = Sketch::new(params.params());
                from_bytes.union_bytes(a).unwrap();
                from_bytes.union_bytes(b).unwrap();
                assert_eq!(from_bytes, left, "{name}");
            }
            Case::Canon { input, type_in } => {
                canonical += 1;
                let sketch = Sketch::from_bytes(input).unwrap();
                let kinds = ["UNDEFINED", "EMPTY", "EXPLICIT", "SPARSE", "FULL"];
                assert_eq!(kinds[usize::from(input[0] & 0x0f)], type_in, "{name}");
                check(&golden, &sketch);
            }
        }
    }
    assert_eq!((sets, unions, canonical), (297, 244, 16));
}

#[derive(Deserialize)]
struct HashVector {
    #[serde(rename = "fn")]
    function: String,
    sqltype: Option<String>,
    input: Value,
    seed: i64,
    hash: String,
}

#[test]
fn hashes() {
    let vectors: Vec<HashVector> = lines("golden_hash.jsonl");
    assert_eq!(vectors.len(), 315);
    for HashVector { function, sqltype, input, seed, hash } in vectors {
        // Large integers are written as text.
        let text = input.as_str().map_or_else(|| input.to_string(), str::to_owned);
        let bytes = match function.as_str() {
            "hll_hash_text" => text.clone().into_bytes(),
            "hll_hash_bytea" => decode_hex(&text),
            "hll_hash_boolean" => vec![u8::from(text == "true")],
            "hll_hash_smallint" => text.parse::<i16>().unwrap().to_le_bytes().into(),
            "hll_hash_integer" => text.parse::<i32>().unwrap().to_le_bytes().into(),
            "hll_hash_bigint" => text.parse::<i64>().unwrap().to_le_bytes().into(),
            "hll_hash_any" => any_bytes(&sqltype.unwrap(), &text),
            other => panic!("no hash function {other}"),
        };
        let expected = hash.parse::<i64>().unwrap().cast_unsigned();
        assert_eq!(hash::bytes(&bytes, seed as u32), expected, "{function}({text}, {seed})");
        if seed == 0 {
            let plain = match function.as_str() {
                "hll_hash_text" => hash::text(&text),
                "hll_hash_boolean" => hash::boolean(text == "true"),
                "hll_hash_smallint" => hash::smallint(text.parse().unwrap()),
                "hll_hash_integer" => hash::integer(text.parse().unwrap()),
                "hll_hash_bigint" => hash::bigint(text.parse().unwrap()),
                _ => expected,
            };
            assert_eq!(plain, expected, "{function}({text})");
        }
    }
}

/// The bytes that `hll_hash_any` hashes: in memory for types of 1, 2, 4, 8 bytes and variable length,
/// as sent over the wire for the rest.
fn any_bytes(sqltype: &str, text: &str) -> Vec<u8> {
    const DAYS_FROM_2000_TO_2024_02_29: i32 = 8_825;
    match sqltype {
        "varchar" | "name" | "\"char\"" => text.as_bytes().to_vec(),
        "bool" => vec![u8::from(text == "t")],
        "int4" => text.parse::<i32>().unwrap().to_le_bytes().into(),
        "float4" => text.parse::<f32>().unwrap().to_le_bytes().into(),
        "float8" => text.parse::<f64>().unwrap().to_le_bytes().into(),
        "date" => DAYS_FROM_2000_TO_2024_02_29.to_le_bytes().into(),
        "timestamptz" => {
            let seconds_of_day = (12 * 60 + 34) * 60 + 56;
            let seconds = i64::from(DAYS_FROM_2000_TO_2024_02_29) * 86_400 + seconds_of_day;
            (seconds * 1_000_000 + 789_000).to_le_bytes().into()
        }
        "uuid" | "macaddr" => decode_hex(&text.replace(['-', ':'], "")),
        "interval" => {
            // Microseconds, days, months.
            let mut bytes = (2 * 3_600_000_000_i64).to_be_bytes().to_vec();
            bytes.extend(1_i32.to_be_bytes());
            bytes.extend(0_i32.to_be_bytes());
            bytes
        }
        "jsonb" => {
            // An object of one pair; where the key ends, the size of the value; key, padding, numeric 1.
            let mut bytes = vec![1, 0, 0, 0x20, 1, 0, 0, 0x80, 11, 0, 0, 0x10];
            bytes.extend(b"a\0\0\0");
            bytes.extend([0x20, 0, 0, 0, 0, 0x80, 1, 0]);
            bytes
        }
        other => panic!("no type {other}"),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum KeyedVector {
    Item { id: String, key: String, text: String, hash: String },
    Set { key: String, set: String, hex: String, cardinality: Value },
}

#[test]
fn keyed_hashes() {
    let vectors: Vec<KeyedVector> = lines("golden_keyed.jsonl");
    let mut seen = (0, 0);
    for vector in vectors {
        match vector {
            KeyedVector::Item { id, key, text, hash } => {
                seen.0 += 1;
                check_item(&id, &key, &text, &hash);
            }
            KeyedVector::Set { key, set, hex, cardinality } => {
                seen.1 += 1;
                assert_eq!(set, "user-1..user-200");
                let keyed = hash::Keyed::new(key.as_bytes());
                let mut sketch = Sketch::new("11,5,-1,1".parse().unwrap());
                sketch.extend((1..=200).map(|user| keyed.hash(&format!("user-{user}"))));
                assert_eq!(encode_hex(&sketch.to_bytes()), hex);
                assert!(agrees(sketch.cardinality_by(Estimator::Pg), &cardinality));
            }
        }
    }
    assert_eq!(seen, (247, 2));
}

fn check_item(item: &str, key: &str, pseudonym: &str, hash: &str) {
    let keyed = hash::Keyed::new(key.as_bytes());
    let expected = hash.parse::<i64>().unwrap().cast_unsigned();
    assert_eq!(keyed.pseudonym(item), pseudonym, "{item}");
    assert_eq!(keyed.hash(item), expected, "{item}");
    assert_eq!(hash::text(pseudonym), expected, "{item}");
    let decoded = base64::engine::general_purpose::STANDARD_NO_PAD.decode(pseudonym).unwrap();
    assert_eq!(decoded.len(), 32);
}

#[test]
fn items_of_lbsn_sets() {
    let text = std::fs::read_to_string(path("item_vectors.tsv")).unwrap();
    let mut sections = text.split("# ").skip(1).map(|section| section.lines().skip(1));
    let (items, plain, sets) =
        (sections.next().unwrap(), sections.next().unwrap(), sections.next().unwrap());
    let mut seen = [0; 3];
    for line in items {
        seen[0] += 1;
        let [item, salt, pseudonym, hash] = fields(line);
        check_item(item, salt, pseudonym, hash);
    }
    for line in plain {
        seen[1] += 1;
        let [item, hash] = fields(line);
        assert_eq!(hash::text(item), hash.parse::<i64>().unwrap().cast_unsigned(), "{item}");
    }
    let keyed = hash::Keyed::new(b"CRYPTSALT");
    let hashes: Vec<u64> = (1..=100_000).map(|post| keyed.hash(&format!("3:{post}"))).collect();
    for line in sets {
        seen[2] += 1;
        let [count, params, kind, octets, cardinality, bytes] = fields(line);
        let params: Params = params.parse().unwrap();
        let mut sketch = Sketch::new(params);
        let count: usize = count.parse().unwrap();
        sketch.extend(hashes[..count].iter().copied());
        let ours = sketch.to_bytes();
        if count == 0 {
            // The aggregate of no row is NULL; ours is the empty set.
            assert!(sketch.is_empty());
            continue;
        }
        assert_eq!(ours.len().to_string(), octets, "{line}");
        assert_eq!((ours[0] & 0x0f).to_string(), kind, "{line}");
        let pg = sketch.cardinality_by(Estimator::Pg);
        assert!(agrees(pg, &serde_json::from_str(cardinality).unwrap()), "{line}");
        match bytes.strip_prefix("md5:") {
            Some(digest) => assert_eq!(md5_of_hex(&ours), digest, "{line}"),
            None => assert_eq!(encode_hex(&ours), bytes),
        }
    }
    assert_eq!(seen, [32, 7, 48]);
}

fn fields<const N: usize>(line: &str) -> [&str; N] {
    line.split('\t').collect::<Vec<_>>().try_into().unwrap()
}

#[derive(Deserialize)]
struct ErrorVector {
    sql: String,
    error: Option<String>,
    ok: Option<String>,
}

#[test]
fn errors_have_the_texts_of_postgresql() {
    let vectors: Vec<ErrorVector> = lines("golden_errors.jsonl");
    assert_eq!(vectors.len(), 26);
    let (mut expressed, mut skipped) = (0, Vec::new());
    for ErrorVector { sql, error, ok } in vectors {
        let ours = express(&sql);
        match (ours, error, ok) {
            (None, ..) => skipped.push(sql),
            (Some(Err(ours)), Some(theirs), _) => {
                expressed += 1;
                // What follows a colon lists what was found; a listing of hashes is not repeated.
                let exact = theirs.contains("does not match");
                let stem = theirs.split(':').next().unwrap();
                let same = if exact { ours == theirs } else { ours.starts_with(stem) };
                assert!(same, "{sql}: {ours}, not {theirs}");
            }
            (Some(Ok(ours)), _, Some(theirs)) => {
                expressed += 1;
                assert_eq!(ours, theirs, "{sql}");
            }
            (ours, theirs, ok) => panic!("{sql}: {ours:?}, not {theirs:?} {ok:?}"),
        }
    }
    // Operators, session settings, regwidth 0 and log2m outside of 4 to 17 have no counterpart, and
    // regwidth 8 is allowed here.
    assert_eq!(skipped.len(), 6, "{skipped:#?}");
    assert_eq!(expressed, 20);
}

/// A statement through this library: its value or message, or none if it has no counterpart.
fn express(sql: &str) -> Option<Result<String, String>> {
    let empty = |arguments: &str| -> Result<Params, String> {
        let mut modifiers = ["11", "5", "-1", "1"];
        for (slot, argument) in modifiers.iter_mut().zip(arguments.split(',')) {
            *slot = argument;
        }
        modifiers.join(",").parse().map_err(|error: ParamsError| error.to_string())
    };
    let inside = |text: &str| text.split(['(', ')']).nth(1).unwrap().to_owned();
    let statement = sql.strip_prefix("select ")?;
    if let "hll_empty(11,8)" | "hll_empty(11,0)" | "'\\x11927f'::hll" = statement {
        return None;
    }
    if let Some(arguments) = statement.strip_prefix("hll_union(") {
        let mut sets = arguments.split("hll_empty").skip(1).map(inside);
        let (dest, source) = (empty(&sets.next()?), empty(&sets.next()?));
        let mut union = Sketch::new(dest.unwrap());
        let error = union.union(&Sketch::new(source.unwrap())).unwrap_err();
        return Some(Err(error.to_string()));
    }
    if let Some(seeded) = statement.strip_prefix("hll_hash_text('a',") {
        let seed: i32 = seeded.trim_end_matches(')').parse().unwrap();
        return Some(Ok(hash::bytes(b"a", seed.cast_unsigned()).cast_signed().to_string()));
    }
    let (value, modifier) = match statement.split_once("::hll") {
        Some((value, modifier)) => (value, Some(modifier).filter(|text| !text.is_empty())),
        None => (statement, None),
    };
    let sketch = if value.starts_with("hll_empty(") {
        match empty(&inside(value)) {
            Ok(params) => Sketch::new(params),
            Err(message) => return Some(Err(message)),
        }
    } else if let Some(hex) = value.strip_prefix("'\\x") {
        match Sketch::from_bytes(&decode_hex(hex.trim_end_matches('\''))) {
            Ok(sketch) => sketch,
            Err(error) => return Some(Err(error.to_string())),
        }
    } else {
        return None;
    };
    if let Some(modifier) = modifier {
        let dest = empty(&inside(modifier)).unwrap();
        if let Err(mismatch) = dest.accepts(sketch.params()) {
            return Some(Err(mismatch.to_string()));
        }
    }
    Some(Ok(encode_hex(&sketch.to_bytes())))
}

#[test]
fn a_refused_union_of_bytes_says_why_and_changes_nothing() {
    let mut sketch = Sketch::new(Params::DEFAULT);
    sketch.insert(hash::text("ada"));
    let before = sketch.clone();
    let narrow = Sketch::new("11,4,0,1".parse().unwrap()).to_bytes();
    assert!(matches!(sketch.union_bytes(&narrow), Err(UnionError::Mismatch(_))));
    let cut_off = [0x14, 0x8b, 0x40, 0xff];
    assert!(matches!(
        sketch.union_bytes(&cut_off),
        Err(UnionError::Decode(DecodeError::FullTooSmall { bytes: 4, expected: 1283 }))
    ));
    assert_eq!(sketch, before);
}

/// The MD5 of a set's hexadecimal form, in which the long vectors are given.
fn md5_of_hex(bytes: &[u8]) -> String {
    md5::digest(encode_hex(bytes).as_bytes())
}
