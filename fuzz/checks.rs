//! What must hold for any input: the bodies of the fuzz targets, which the tests replay the corpus
//! through as well.

use lbsm::etl::{Filter, Prefilter};
use lbsm::hll::{Estimator, Sketch};
use lbsm::lbsn::{GeoAccuracy, Timestamp};
use lbsm::lexicon::Lexicon;
use lbsm::source::{
    Decoded, Decoder, Detail, Format, Item, Mapping, Network, Options, Reader, Table,
};
use std::io::Cursor;
use std::sync::{Arc, LazyLock};

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

/// Any bytes are posts, notices and rejects, as many for sets as for raw tables, and no reject
/// tells what is in the record.
fn decode(network: Network, document: &[u8]) {
    let count = |detail: Detail| {
        let mut records = 0;
        Decoder::new(detail).only(Some(network)).decode(document, &mut |decoded| {
            records += 1;
            if let Decoded::Post(bundle, _) = decoded {
                assert!(!bundle.post.guid.is_empty());
                assert!(bundle.post.body.as_deref().is_none_or(|body| !body.contains('\0')));
            }
        });
        records
    };
    assert_eq!(count(Detail::Sets), count(Detail::Raw));
}

/// Documents of the Twitter API.
pub fn decode_twitter(document: &[u8]) {
    decode(Network::Twitter, document);
}

/// Documents of the Mastodon API.
pub fn decode_mastodon(document: &[u8]) {
    decode(Network::Mastodon, document);
}

/// Rows of an LBSN rawdb.
pub fn decode_lbsn(document: &[u8]) {
    decode(Network::Lbsn, document);
}

/// Documents of the AT Protocol.
pub fn decode_bluesky(document: &[u8]) {
    decode(Network::Bluesky, document);
}

/// Tables: the size of blocks changes nothing, and every byte that is not blank is in a row or
/// a reject.
///
/// The first byte is the size of a block.
pub fn csv(input: &[u8]) {
    let Some((&block, table)) = input.split_first() else { return };
    let mapping = Mapping::from_pairs("id=1,time=2,lat=3,lon=4,text=5,hashtags=6,header=no");
    let mapping = mapping.or_else(|_| Mapping::from_pairs("text=1")).expect("a mapping");
    let outcomes = |block_bytes: usize| {
        let options = Options {
            block_bytes,
            document_limit: 64,
            format: Format::Csv,
            mapping: Some(Arc::new(mapping.clone())),
            ..Options::default()
        };
        let mut outcomes = Vec::new();
        let table = Cursor::new(table.to_vec());
        let Ok(mut reader) = Reader::from_read("fuzz", table, &options) else { return outcomes };
        while let Ok(Some(block)) = reader.next_block() {
            for item in block.documents() {
                match item {
                    Item::Document(row) => {
                        outcomes.push(format!("row {:?}", row.position));
                        let each =
                            &mut |decoded: Decoded<'_>| outcomes.push(format!("{decoded:?}"));
                        block
                            .table()
                            .inspect(|table: &&Table| table.decode(Detail::Raw, row.bytes, each));
                    }
                    Item::Reject { reject, .. } => outcomes.push(reject.to_string()),
                }
            }
        }
        outcomes
    };
    assert_eq!(outcomes(usize::from(block) + 1), outcomes(1 << 20));
}

/// Filters that look at each thing that shows in raw bytes.
static FILTERS: LazyLock<Vec<Filter>> = LazyLock::new(|| {
    let filter =
        |min_accuracy, since: Option<&str>, languages: &[&str], lexicon: Option<&str>| Filter {
            reactions: true,
            embedded: true,
            min_accuracy,
            bbox: None,
            since: since.map(|text| Timestamp::parse(text).expect("a time")),
            until: since.map(|_| Timestamp::parse("2020-01-01T00:00:00Z").expect("a time")),
            languages: languages.iter().map(|&language| language.to_owned()).collect(),
            lexicon: lexicon.map(|toml| Lexicon::parse(toml, "fuzz.toml").expect("a lexicon")),
        };
    let hashtags =
        "[[term]]\ntext = 'migrant'\n[[term]]\ntext = 'flüchtling'\n[[term]]\ntext = 'πρόσφυγ'";
    let texts =
        "[[term]]\ntext = 'asyl'\nin = ['text', 'hashtag']\n[[term]]\ntext = '難民'\nin = ['text']";
    vec![
        filter(GeoAccuracy::LatLng, None, &[], None),
        filter(GeoAccuracy::City, None, &[], None),
        filter(GeoAccuracy::Unknown, Some("2014-01-01T00:00:00Z"), &[], None),
        filter(GeoAccuracy::Unknown, None, &["de", "pt"], None),
        filter(GeoAccuracy::Unknown, None, &[], Some(hashtags)),
        filter(GeoAccuracy::Unknown, None, &[], Some(texts)),
    ]
});

/// What the prefilter passes over, no post of which may pass the filter in full.
pub fn prefilter(json: &[u8]) {
    let decoder = Decoder::new(Detail::Sets);
    for filter in FILTERS.iter() {
        let mut prefilter = Prefilter::new(filter).expect("something to ask for");
        if prefilter.judge(json).is_ok() {
            continue;
        }
        decoder.decode(json, &mut |decoded| {
            if let Decoded::Post(bundle, _) = decoded {
                for post in std::iter::once(&bundle.post).chain(&bundle.embedded) {
                    assert!(filter.judge(post).is_err(), "passed over, yet wanted");
                }
            }
        });
    }
}
