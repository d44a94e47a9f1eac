//! The sketch, beside `hyperloglogplus` and `murmur3` where they do the same.
//!
//! `cargo bench --bench hll`

use std::hash::{BuildHasherDefault, Hasher};

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use hyperloglogplus::{HyperLogLog, HyperLogLogPlus};
use lbsm::hll::{Estimator, Params, Sketch, hash};

fn main() {
    divan::main();
}

/// Steele, Lea, Flood: `SplitMix64`.
fn hashes(seed: u64) -> impl Iterator<Item = u64> {
    let mut state = seed << 40;
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    })
}

fn sketch(params: &str, seed: u64, count: usize) -> Sketch {
    let mut sketch = Sketch::new(params.parse().unwrap_or(Params::DEFAULT));
    sketch.extend(hashes(seed).take(count));
    sketch
}

/// Hands hashes through.
#[derive(Default)]
struct Through(u64);

impl Hasher for Through {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

mod insert {
    use super::{
        Bencher, BuildHasherDefault, HyperLogLog, HyperLogLogPlus, ItemsCount, Params, Sketch,
        Through, black_box, hashes,
    };

    const COUNTS: [usize; 5] = [2, 16, 400, 10_000, 1_000_000];

    /// Into one set, from empty.
    #[divan::bench(args = COUNTS)]
    fn one_set(bencher: Bencher, count: usize) {
        let hashes: Vec<u64> = hashes(1).take(count).collect();
        bencher.counter(ItemsCount::new(count)).bench_local(|| {
            let mut sketch = Sketch::new(Params::DEFAULT);
            sketch.extend(black_box(&hashes).iter().copied());
            sketch
        });
    }

    #[divan::bench(args = COUNTS)]
    fn hyperloglogplus(bencher: Bencher, count: usize) {
        let hashes: Vec<u64> = hashes(1).take(count).collect();
        bencher.counter(ItemsCount::new(count)).bench_local(|| {
            let mut sketch: HyperLogLogPlus<u64, _> =
                HyperLogLogPlus::new(11, BuildHasherDefault::<Through>::default()).ok()?;
            for hash in black_box(&hashes) {
                sketch.insert(hash);
            }
            Some(sketch)
        });
    }

    /// A million hashes over many sets, most of which stay small: sets are drawn by a power law.
    #[divan::bench(args = [1_000, 100_000, 1_000_000], sample_count = 5)]
    fn many_sets(bencher: Bencher, sets: usize) {
        let inserts: Vec<(usize, u64)> = hashes(2)
            .zip(hashes(3))
            .map(|(set, hash)| {
                let uniform = (set >> 11) as f64 / (1_u64 << 53) as f64;
                ((uniform.powi(3) * sets as f64) as usize, hash)
            })
            .take(1_000_000)
            .collect();
        bencher.counter(ItemsCount::new(inserts.len())).bench_local(|| {
            let mut all = vec![Sketch::new(Params::DEFAULT); sets];
            for &(set, hash) in &inserts {
                all[set].insert(hash);
            }
            all
        });
    }
}

mod union {
    use super::{
        Bencher, BuildHasherDefault, HyperLogLog, HyperLogLogPlus, ItemsCount, Sketch, Through,
        black_box, hashes, sketch,
    };

    /// From two sets' bytes to the number of their union.
    #[divan::bench(args = ["11,5,0,1", "11,5,-1,1", "14,5,0,1"])]
    fn pair_of_full_from_bytes_and_cardinality(bencher: Bencher, params: &str) {
        let (a, b) = (sketch(params, 4, 20_000).to_bytes(), sketch(params, 5, 20_000).to_bytes());
        bencher.bench_local(|| {
            let mut union = Sketch::from_bytes(black_box(&a)).ok()?;
            union.union_bytes(black_box(&b)).ok()?;
            Some(union.cardinality())
        });
    }

    #[divan::bench]
    fn pair_of_sparse_from_bytes_and_cardinality(bencher: Bencher) {
        let (a, b) = (sketch("", 4, 150).to_bytes(), sketch("", 5, 150).to_bytes());
        bencher.bench_local(|| {
            let mut union = Sketch::from_bytes(black_box(&a)).ok()?;
            union.union_bytes(black_box(&b)).ok()?;
            Some(union.cardinality())
        });
    }

    /// The same work where nothing is in bytes: what the format costs.
    #[divan::bench]
    fn hyperloglogplus_pair_and_cardinality(bencher: Bencher) {
        let build = |seed| {
            let mut sketch: HyperLogLogPlus<u64, _> =
                HyperLogLogPlus::new(11, BuildHasherDefault::<Through>::default()).ok()?;
            hashes(seed).take(20_000).for_each(|hash| sketch.insert(&hash));
            Some(sketch)
        };
        let (a, b) = (build(4), build(5));
        bencher.with_inputs(|| a.clone()).bench_local_values(|union| {
            let mut union = union?;
            union.merge(b.as_ref()?).ok()?;
            Some(union.count())
        });
    }

    /// Sets of 1 to 14 elements, 7.5 on average, from their bytes.
    #[divan::bench(args = ["11,5,0,1", "11,5,-1,1"])]
    fn of_100_000_small_sets(bencher: Bencher, params: &str) {
        let sets: Vec<Vec<u8>> =
            (0..100_000).map(|n| sketch(params, n + 10, 1 + n as usize % 14).to_bytes()).collect();
        bencher.counter(ItemsCount::new(sets.len())).bench_local(|| {
            let mut union = Sketch::new(params.parse().ok()?);
            for set in &sets {
                union.union_bytes(set).ok()?;
            }
            Some(union)
        });
    }
}

mod estimate {
    use super::{Bencher, Estimator, black_box, sketch};

    #[divan::bench(args = [Estimator::Ml, Estimator::Improved, Estimator::Pg])]
    fn full(bencher: Bencher, estimator: Estimator) {
        let sketch = sketch("", 6, 20_000);
        bencher.bench_local(|| black_box(&sketch).cardinality_by(estimator));
    }

    #[divan::bench]
    fn of_three(bencher: Bencher) {
        let sketch = sketch("", 6, 3);
        bencher.bench_local(|| black_box(&sketch).cardinality());
    }

    #[divan::bench]
    fn with_interval(bencher: Bencher) {
        let sketch = sketch("", 6, 20_000);
        bencher.bench_local(|| black_box(&sketch).estimate());
    }
}

mod hashing {
    use super::{Bencher, black_box, hash};

    const ITEMS: [&str; 2] = ["12345678901", "3:1050118621198921728:2018-10-10:refugeeswelcome"];

    #[divan::bench(args = ITEMS)]
    fn text(item: &str) -> u64 {
        hash::text(item)
    }

    #[divan::bench(args = ITEMS)]
    fn murmur3(item: &str) -> Option<u128> {
        murmur3::murmur3_x64_128(&mut item.as_bytes(), 0).ok()
    }

    #[divan::bench(args = ITEMS)]
    fn keyed(bencher: Bencher, item: &str) {
        let keyed = hash::Keyed::new(b"0123456789abcdef0123456789abcdef");
        bencher.bench_local(|| keyed.hash(black_box(item)));
    }
}
