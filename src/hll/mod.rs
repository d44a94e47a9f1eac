//! HyperLogLog sets in the byte format of PostgreSQL's `hll` extension. (interface sketch)
#![allow(missing_docs, unused_variables)]

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Params {
    log2m: u8,
    regwidth: u8,
    expthresh: i32,
    sparseon: bool,
}
#[derive(Debug, thiserror::Error)]
#[error("bad parameters")]
pub struct ParamsError;
impl Params {
    /// (11,5,0,1)
    pub const DEFAULT: Params = Params { log2m: 11, regwidth: 5, expthresh: 0, sparseon: true };
    pub fn new(
        log2m: u8,
        regwidth: u8,
        expthresh: i32,
        sparseon: bool,
    ) -> Result<Self, ParamsError> {
        todo!()
    }
}
impl std::fmt::Display for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}
impl std::str::FromStr for Params {
    type Err = ParamsError;
    fn from_str(s: &str) -> Result<Self, ParamsError> {
        todo!()
    }
}

#[derive(Debug, Clone)]
pub struct Sketch {
    params: Params,
}
#[derive(Debug, thiserror::Error)]
#[error("mismatch")]
pub struct Mismatch;
#[derive(Debug, thiserror::Error)]
#[error("decode")]
pub struct DecodeError;
impl Sketch {
    pub fn new(params: Params) -> Self {
        todo!()
    }
    pub fn params(&self) -> Params {
        self.params
    }
    pub fn insert(&mut self, hash: u64) {
        todo!()
    }
    pub fn union(&mut self, other: &Sketch) -> Result<(), Mismatch> {
        todo!()
    }
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        todo!()
    }
    pub fn to_bytes(&self) -> Vec<u8> {
        todo!()
    }
    pub fn is_empty(&self) -> bool {
        todo!()
    }
    pub fn cardinality(&self) -> f64 {
        todo!()
    }
    pub fn heap_bytes(&self) -> usize {
        todo!()
    }
}
pub mod hash {
    //! MurmurHash3 x64-128, first word.
    pub fn text(text: &str) -> u64 {
        todo!()
    }
    pub fn bytes(bytes: &[u8], seed: u32) -> u64 {
        todo!()
    }
    /// HMAC-SHA256 -> base64 without padding -> text hash
    pub struct Keyed;
    impl Keyed {
        pub fn new(key: &[u8]) -> Self {
            todo!()
        }
        pub fn hash(&self, item: &str) -> u64 {
            todo!()
        }
        pub fn pseudonym(&self, item: &str) -> String {
            todo!()
        }
    }
}
