//! The lines of `fixtures/hll`: what PostgreSQL 15 with hll 2.17 said.

use std::fs;
use std::io::Read as _;

use lbsm::hll::{Params, hash};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A line of `golden.jsonl.gz`.
#[derive(Deserialize)]
pub struct Golden {
    pub name: String,
    #[serde(flatten)]
    pub case: Case,
    #[serde(rename = "hex", deserialize_with = "hex_bytes")]
    pub bytes: Vec<u8>,
    pub cardinality: Value,
    pub cardinality_fixed: Option<Value>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Case {
    Set {
        params: Modifier,
        inputs: Inputs,
        n_inputs: usize,
        #[serde(rename = "type")]
        kind: String,
        nonzero_registers: Option<usize>,
        hll_set_max_sparse: Option<u32>,
    },
    Union {
        params: Modifier,
        #[serde(deserialize_with = "hex_bytes")]
        a: Vec<u8>,
        #[serde(deserialize_with = "hex_bytes")]
        b: Vec<u8>,
        #[serde(rename = "type")]
        kind: String,
    },
    Canon {
        #[serde(rename = "in", deserialize_with = "hex_bytes")]
        input: Vec<u8>,
        type_in: String,
    },
}

#[derive(Deserialize)]
pub struct Modifier {
    log2m: u8,
    regwidth: u8,
    expthresh: i32,
    sparseon: u8,
}

impl Modifier {
    pub fn params(&self) -> Params {
        Params::new(self.log2m, self.regwidth, self.expthresh, self.sparseon == 1).unwrap()
    }
}

#[derive(Deserialize)]
pub struct Inputs {
    #[serde(rename = "fn")]
    pub function: String,
    #[serde(default)]
    pub seed: u32,
    values: Option<Vec<Value>>,
    seq: Option<Sequence>,
    splitmix64: Option<SplitMix>,
}

#[derive(Deserialize)]
struct Sequence {
    prefix: Option<String>,
    from: i64,
    count: i64,
}

#[derive(Deserialize)]
struct SplitMix {
    seed: u64,
    count: usize,
}

impl Inputs {
    /// The inputs as the text in which a user would write them, one each.
    pub fn items(&self) -> Vec<String> {
        if let Some(values) = &self.values {
            return values.iter().map(item).collect();
        }
        if let Some(Sequence { prefix, from, count }) = &self.seq {
            let prefix = prefix.as_deref().unwrap_or_default();
            return (*from..from + count).map(|number| format!("{prefix}{number}")).collect();
        }
        let SplitMix { seed, count } = self.splitmix64.as_ref().unwrap();
        split_mix(*seed).take(*count).map(|hash| hash.cast_signed().to_string()).collect()
    }

    pub fn hash(&self, item: &str) -> u64 {
        let seeded = |bytes: &[u8]| hash::bytes(bytes, self.seed);
        match self.function.as_str() {
            "text" => seeded(item.as_bytes()),
            "bytea" => seeded(&decode_hex(item)),
            "bool" => seeded(&[u8::from(item == "true")]),
            "int2" => seeded(&item.parse::<i16>().unwrap().to_le_bytes()),
            "int4" => seeded(&item.parse::<i32>().unwrap().to_le_bytes()),
            "int8" => seeded(&item.parse::<i64>().unwrap().to_le_bytes()),
            "raw" => item.parse::<i64>().unwrap().cast_unsigned(),
            other => panic!("no hash function {other}"),
        }
    }
}

fn item(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(repeated) => {
            let times = repeated["times"].as_u64().unwrap() as usize;
            repeated["rep"].as_str().unwrap().repeat(times)
        }
        other => other.to_string(),
    }
}

/// Steele, Lea, Flood: `SplitMix64`.
pub fn split_mix(mut state: u64) -> impl Iterator<Item = u64> {
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    })
}

pub fn golden() -> Vec<Golden> {
    let file = fs::File::open(path("golden.jsonl.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    parse_lines(&text)
}

pub fn lines<T: DeserializeOwned>(name: &str) -> Vec<T> {
    parse_lines(&fs::read_to_string(path(name)).unwrap())
}

fn parse_lines<T: DeserializeOwned>(text: &str) -> Vec<T> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn path(name: &str) -> String {
    format!("{}/fixtures/hll/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn hex_bytes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    Ok(decode_hex(&String::deserialize(deserializer)?))
}

pub fn decode_hex(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix("\\x").unwrap_or(text).as_bytes();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

pub fn encode_hex(bytes: &[u8]) -> String {
    bytes.iter().fold("\\x".to_owned(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Whether a cardinality is what PostgreSQL said: relative tolerance 1e-12, as logarithms differ in
/// the last bit between mathematical libraries.
pub fn agrees(ours: Option<f64>, theirs: &Value) -> bool {
    match (ours, theirs) {
        (None, Value::Null) => true,
        (Some(ours), Value::String(name)) => name == "NaN" && ours.is_nan(),
        (Some(ours), Value::Number(theirs)) => {
            let theirs = theirs.as_f64().unwrap();
            (ours - theirs).abs() <= 1e-12 * theirs.abs()
        }
        _ => false,
    }
}
