//! Every key of a base with every other: which hashtags are used by the same people.

use super::error::QueryError;
use super::{Finding, Library, Method, Options};
use crate::facet::{Base, KeyValue};
use crate::hll::{Estimate, Mismatch, Sketch};
use crate::store::{Selection, key_text};
use rayon::prelude::*;

/// Up to so many keys pairs are estimated jointly unless told otherwise.
const JOINT: usize = 200;

/// A key with its set and how large that is.
type Measured = (Estimate, Vec<KeyValue>, Sketch);

/// The largest sets of a base, and what each shares with each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// All sets of the base together.
    pub whole: Estimate,
    /// The keys and their cardinalities, largest first.
    pub keys: Vec<(String, Estimate)>,
    /// Every pair of keys once, in the order of the keys.
    pub pairs: Vec<Pair>,
}

/// Two keys and what they share.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The larger one, as an index into the keys.
    pub one: usize,
    /// The smaller one.
    pub other: usize,
    /// How many elements are in both.
    pub both: Finding,
}

impl Overlap {
    fn size(&self, key: usize) -> f64 {
        self.keys.get(key).map_or(0.0, |(_, estimate)| estimate.value)
    }

    /// The shared part of what is in either (Jaccard).
    pub fn jaccard(&self, pair: &Pair) -> f64 {
        let both = pair.both.estimate.value;
        share(both, self.size(pair.one) + self.size(pair.other) - both)
    }

    /// The part of the first that is in the second, too, and the other way round.
    pub fn conditional(&self, pair: &Pair) -> (f64, f64) {
        let both = pair.both.estimate.value;
        (share(both, self.size(pair.one)), share(both, self.size(pair.other)))
    }

    /// How many times as large the shared part is as if both were drawn at random from everything in the
    /// base.
    pub fn lift(&self, pair: &Pair) -> f64 {
        let expected = share(self.size(pair.one) * self.size(pair.other), self.whole.value);
        let both = pair.both.estimate.value;
        if expected > 0.0 { both / expected } else { 0.0 }
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, f64::MAX) } else { 0.0 }
}

/// Estimates what each of the `top` largest sets of a base shares with each other: jointly up to 200
/// sets, by inclusion–exclusion beyond, unless options say which.
///
/// # Errors
/// The store cannot be read or does not keep the base.
pub fn overlap(
    library: &Library,
    base: &'static Base,
    top: usize,
    options: Options,
) -> Result<Overlap, QueryError> {
    let mut largest: Vec<Measured> = Vec::new();
    let mut whole: Option<Sketch> = None;
    let mut mismatch: Option<Mismatch> = None;
    let mut undefined = false;
    let sort = |largest: &mut Vec<Measured>| {
        // Stable, so that among equals those come first whose keys do.
        largest.sort_by(|(one, ..), (other, ..)| other.value.total_cmp(&one.value));
        largest.truncate(top);
    };
    library.each(&Selection::all(base), options.metric, &mut |key, set| {
        match &mut whole {
            Some(whole) => mismatch = whole.union(&set).err().or(mismatch),
            None => whole = Some(set.clone()),
        }
        match set.estimate() {
            Some(estimate) => largest.push((estimate, key, set)),
            None => undefined = true,
        }
        if largest.len() > 2 * top + 1000 {
            sort(&mut largest);
        }
    })?;
    if let Some(error) = mismatch {
        return Err(error.into());
    }
    let whole = whole.map_or(Some(Estimate { value: 0.0, lo: 0.0, hi: 0.0 }), |set| set.estimate());
    let Some(whole) = whole.filter(|_| !undefined) else {
        return Err(QueryError::Undefined { set: format!("a set of {}", base.name) });
    };
    sort(&mut largest);
    let name = |key: &[KeyValue]| {
        let texts = base.columns().zip(key).map(|(column, value)| key_text(column.kind, value));
        texts.collect::<Vec<_>>().join(",")
    };
    let method = match options.method {
        Method::Auto if largest.len() > JOINT => Method::Ie,
        method => method,
    };
    let pairs = (0..largest.len()).into_par_iter().map(|one| {
        let Some((first, rest)) = largest.get(one..).and_then(<[_]>::split_first) else {
            return Ok(Vec::new());
        };
        let pair = |(other, second): (usize, &Measured)| {
            let named = |set| name(if set == 0 { &first.1 } else { &second.1 });
            Ok(Pair { one, other, both: shared(first, second, method, &named)? })
        };
        (one + 1..).zip(rest).map(pair).collect::<Result<Vec<Pair>, QueryError>>()
    });
    let pairs = pairs.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let keys = largest.iter().map(|(estimate, key, _)| (name(key), *estimate)).collect();
    Ok(Overlap { whole, keys, pairs })
}

/// What two sets share.
fn shared(
    (one_size, _, one): &Measured,
    (other_size, _, other): &Measured,
    method: Method,
    name: &dyn Fn(usize) -> String,
) -> Result<Finding, QueryError> {
    if method != Method::Ie {
        return Finding::of(&[one, other], &[false, false, false, true], method, name);
    }
    let mut union = one.clone();
    union.union(other)?;
    let whole = union.estimate().filter(|union| union.value.is_finite());
    let whole = whole.ok_or_else(|| QueryError::Saturated { set: name(0) })?;
    let total = one_size.value + other_size.value - whole.value;
    Ok(Finding::of_sum(total, &whole, &[*one_size, *other_size], true))
}
