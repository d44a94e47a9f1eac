//! Set queries, beside the bars that they have to hold and PostgreSQL where it is at hand.
//!
//! `cargo bench --bench query`
//!
//! With `LBSM_BENCH_POSTGRES` set to what `psql` connects with (`host=… dbname=…`) to a database that has the
//! `hll` extension, `postgresql` times `hll_cardinality(hll_union(a, b))` of the same bytes there.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use lbsm::hll::{Joint, Params, Regions, Sketch};

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

/// So many sets of 30,000 elements, each a third of which are in all of them.
fn sets(params: &str, count: usize) -> Vec<Sketch> {
    let params: Params = params.parse().unwrap_or_default();
    let shared: Vec<u64> = hashes(1).take(10_000).collect();
    (0..count)
        .map(|number| {
            let mut set = Sketch::new(params);
            set.extend(shared.iter().copied());
            set.extend(hashes(number as u64 + 2).take(20_000));
            set
        })
        .collect()
}

mod pair {
    use super::{Bencher, black_box, sets};
    use lbsm::hll::Sketch;
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    /// Inclusion–exclusion from two sets' bytes; the bar is 2 µs for the union, beside which the two
    /// single sets are estimated here.
    #[divan::bench(args = ["11,5,0,1", "14,5,0,1"])]
    fn ie_from_bytes(bencher: Bencher, params: &str) {
        let sets: Vec<Vec<u8>> = sets(params, 2).iter().map(Sketch::to_bytes).collect();
        bencher.bench_local(|| {
            let [a, b] = black_box(&sets).as_slice() else { return None };
            let mut union = Sketch::from_bytes(a).ok()?;
            let one = union.cardinality();
            let other = Sketch::from_bytes(b).ok()?;
            union.union(&other).ok()?;
            Some(one + other.cardinality() - union.cardinality())
        });
    }

    /// Only what PostgreSQL is timed with below: the union and its cardinality. The bar is 2 µs.
    #[divan::bench(args = ["11,5,0,1", "14,5,0,1"])]
    fn union_from_bytes(bencher: Bencher, params: &str) {
        let sets: Vec<Vec<u8>> = sets(params, 2).iter().map(Sketch::to_bytes).collect();
        bencher.bench_local(|| {
            let [a, b] = black_box(&sets).as_slice() else { return None };
            let mut union = Sketch::from_bytes(a).ok()?;
            union.union_bytes(b).ok()?;
            Some(union.cardinality())
        });
    }

    /// The same in PostgreSQL, by the clock of `EXPLAIN ANALYZE` over 100,000 pairs.
    #[divan::bench(sample_count = 3)]
    #[expect(clippy::print_stdout, reason = "what the server measured is the result")]
    fn postgresql(bencher: Bencher) {
        let Ok(database) = std::env::var("LBSM_BENCH_POSTGRES") else {
            println!("LBSM_BENCH_POSTGRES is not set");
            return;
        };
        let hex = |set: &Sketch| -> String {
            set.to_bytes().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
        };
        let [a, b] =
            sets("11,5,0,1", 2).iter().map(hex).collect::<Vec<_>>().try_into().unwrap_or_default();
        // The sum is taken so that nothing is left out, the floor so that nothing is folded.
        let script = format!(
            "CREATE TEMP TABLE pairs AS SELECT '\\x{a}'::hll AS a, '\\x{b}'::hll AS b \
             FROM generate_series(1, 100000);\n\\timing on\n\
             SELECT count(a) FROM pairs WHERE b IS NOT NULL;\n\
             SELECT sum(hll_cardinality(hll_union(a, b))) FROM pairs;\n"
        );
        bencher.bench_local(|| {
            let psql = Command::new("psql")
                .args([database.as_str(), "-qAt"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn();
            let Ok(mut psql) = psql else { return };
            if let Some(mut input) = psql.stdin.take() {
                let _ = input.write_all(script.as_bytes());
            }
            if let Ok(output) = psql.wait_with_output() {
                println!(
                    "100,000 pairs in PostgreSQL: {}",
                    String::from_utf8_lossy(&output.stdout)
                );
            }
        });
    }
}

mod joint {
    use super::{Bencher, Joint, Regions, Sketch, black_box, sets};

    fn intersection(bencher: Bencher, params: &str, count: usize) {
        let sets = sets(params, count);
        let sets: Vec<&Sketch> = sets.iter().collect();
        let all = Regions::only((1 << count) - 1);
        bencher.bench_local(|| Some(Joint::new(black_box(&sets)).ok()?.estimate(all)));
    }

    /// With interval; the bar is 1 ms.
    #[divan::bench(args = ["11,5,0,1", "14,5,0,1"])]
    fn of_two(bencher: Bencher, params: &str) {
        intersection(bencher, params, 2);
    }

    /// With interval; the bar is 10 ms.
    #[divan::bench(args = ["11,5,0,1", "14,5,0,1"])]
    fn of_three(bencher: Bencher, params: &str) {
        intersection(bencher, params, 3);
    }

    /// With interval; the bar is 100 ms.
    #[divan::bench(args = ["11,5,0,1", "14,5,0,1"])]
    fn of_four(bencher: Bencher, params: &str) {
        intersection(bencher, params, 4);
    }

    /// All fifteen regions with intervals.
    #[divan::bench(args = ["11,5,0,1", "14,5,0,1"])]
    fn all_regions_of_four(bencher: Bencher, params: &str) {
        let sets = sets(params, 4);
        let sets: Vec<&Sketch> = sets.iter().collect();
        bencher.bench_local(|| {
            let joint = Joint::new(black_box(&sets)).ok()?;
            Some((1..16).map(|region| joint.estimate(Regions::only(region))).collect::<Vec<_>>())
        });
    }

    /// Two sets with nothing in common.
    #[divan::bench]
    fn of_disjoint(bencher: Bencher) {
        let mut sets = vec![Sketch::new(lbsm::hll::Params::DEFAULT); 2];
        for (set, seed) in sets.iter_mut().zip(90..) {
            set.extend(super::hashes(seed).take(30_000));
        }
        let sets: Vec<&Sketch> = sets.iter().collect();
        bencher.bench_local(|| Some(Joint::new(black_box(&sets)).ok()?.estimate(Regions::only(3))));
    }
}

mod store {
    use super::{Bencher, ItemsCount, hashes};
    use lbsm::facet::{Base, Metric};
    use lbsm::hll::{Params, Sketch};
    use lbsm::query::{Expression, Library, Method, Options, ask, overlap};
    use lbsm::store::Location;
    use rusqlite::params;
    use std::path::PathBuf;

    const OPTIONS: Options =
        Options { metric: Metric::User, method: Method::Auto, explain: false, suggest: false };

    /// A store of so many hashtags, most of them small, the first thousand large.
    fn store(keys: u64) -> Option<(tempfile::TempDir, Library)> {
        let folder = tempfile::tempdir().ok()?;
        let path: PathBuf = folder.path().join("bench.gpkg");
        let settings = lbsm::store::Settings {
            params: Params::DEFAULT,
            precision: lbsm::facet::Precision::default(),
            mode: lbsm::facet::ItemMode::Fixed,
            bases: "hashtag".parse().ok()?,
            key_id: lbsm::privacy::KeyId::from_stored("0123456789abcdef"),
        };
        drop(lbsm::store::open(&Location::GeoPackage(path.clone()), &settings, None).ok()?);
        // Rows go in by SQL: what is timed is reading.
        let mut connection = rusqlite::Connection::open(&path).ok()?;
        let transaction = connection.transaction().ok()?;
        {
            let mut insert = transaction
                .prepare(
                    "INSERT INTO topical_hashtag (hashtag, user_hll, post_hll, latlng_hll, place_hll, \
                     pud_hll, upt_hll, users, posts, userdays) \
                     VALUES (?1, ?2, ?3, ?3, ?3, ?3, ?3, 0, 0, 0)",
                )
                .ok()?;
            let empty = Sketch::new(Params::DEFAULT).to_bytes();
            for key in 0..keys {
                let size = if key < 1000 { 3_000 } else { 1 + key as usize % 20 };
                let mut set = Sketch::new(Params::DEFAULT);
                // Elements of a small world, so that sets overlap.
                set.extend(hashes(key + 1).map(|hash| hash % 100_000).take(size).map(mixed));
                insert.execute(params![format!("tag{key}"), set.to_bytes(), empty]).ok()?;
            }
        }
        transaction.commit().ok()?;
        Some((folder, Library::open(&Location::GeoPackage(path), &[]).ok()?))
    }

    fn mixed(element: u64) -> u64 {
        hashes(element + 1_000_000).next().unwrap_or_default()
    }

    /// Ten thousand pairs over a million sets; the bar is 10 s.
    #[divan::bench(sample_count = 3)]
    fn ten_thousand_queries_over_a_million_sets(bencher: Bencher) {
        let Some((_folder, library)) = store(1_000_000) else { return };
        let expressions: Vec<Expression> = (0..10_000_u64)
            .filter_map(|n| {
                let (one, other) = (n % 1000, n * 7919 % 1_000_000);
                format!("hashtag:tag{one} & hashtag:tag{other}").parse().ok()
            })
            .collect();
        bencher.counter(ItemsCount::new(expressions.len())).bench_local(|| {
            let answers = ask(&library, &expressions, OPTIONS);
            assert!(answers.iter().all(Result::is_ok), "a query has no answer");
        });
    }

    /// 499,500 pairs by inclusion–exclusion; the bar is 3 s.
    #[divan::bench(sample_count = 3)]
    fn overlap_of_a_thousand(bencher: Bencher) {
        let Some((_folder, library)) = store(1_000) else { return };
        let Some(base) = Base::by_name("hashtag") else { return };
        bencher.counter(ItemsCount::new(499_500_usize)).bench_local(|| {
            let found = overlap(&library, base, 1000, OPTIONS);
            assert!(found.is_ok_and(|found| found.pairs.len() == 499_500), "pairs are missing");
        });
    }
}
