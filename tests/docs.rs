//! Documents that are made from the code stay equal to it. `LBSM_BLESS=1 cargo test` rewrites
//! them.

use lbsm::facet::{BASES, Metric};
use std::fmt::Write as _;
use std::path::Path;

/// Compares a document with what the code says it should be, or rewrites it.
fn bless(path: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("LBSM_BLESS").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{} is out of date; run: LBSM_BLESS=1 cargo test", path.display());
}

#[test]
fn the_page_of_facets() {
    let mut page = String::from(
        "# Bases and metrics\n\n\
         *This page is made from the list in `src/facet/base.rs` by a test.*\n\n\
         A base is a table `<facet>_<base>` with one row per key and one HyperLogLog set per metric; \
         names, keys and sets are those of the LBSN hlldb. Times are UTC. Bases of the group \
         *default* are filled unless others are asked for, *all* with `--bases all`, *named* only by \
         name.\n\n\
         | facet | base | key | sets | group | |\n|---|---|---|---|---|---|\n",
    );
    for base in BASES {
        let keys: Vec<&str> = base.columns().map(|column| column.name).collect();
        let sets: Vec<&str> = base.metrics.iter().map(|metric| metric.column()).collect();
        let group = format!("{:?}", base.group).to_lowercase();
        writeln!(
            page,
            "| {} | `{}` | {} | {} | {group} | {} |",
            base.facet.as_str(),
            base.name,
            keys.join(", "),
            sets.join(", ").replace("_hll", ""),
            base.about,
        )
        .unwrap();
    }
    page.push_str(
        "\nThe sets are columns with `_hll` behind the name. Every item begins with the LBSN id of the \
         network (Twitter: 3) unless it is a location:\n\n\
         | set | counts | item |\n|---|---|---|\n",
    );
    for metric in Metric::ALL {
        let item = match metric {
            Metric::User => "`{origin}:{user}`",
            Metric::Post => "`{origin}:{post}`",
            Metric::UserDay => "`{origin}:{user}:{YYYY-MM-DD}`",
            Metric::LatLng => "`{lat}:{lng}` as Python prints them",
            Metric::Place => "`{origin}:{place}` of posts that name a point of interest",
            Metric::UserTermLocation => "`{origin}:{user}:{term}:{lat}:{lng}`",
            Metric::UserTerm => "`{origin}:{user}:{term}` for each term of the post",
        };
        writeln!(
            page,
            "| `{}` | {} | {item} |",
            metric.column(),
            metric.plural().replace('_', " ")
        )
        .unwrap();
    }
    page.push_str(
        "\n`utl_hll` and `upt_hll` are filled when a base of terms is (`term`, `_term_latlng`): only \
         then is the text of posts cut into terms, without links and @names. (`pud` is short for post user \
         days, `utl` for user–term–location, `upt` for user–post–term.) `latlng_hll` and `utl_hll` count \
         positions as delivered, hashed; keys hold cells only. An item is hashed as \
         `hll_hash_text(base64(hmac_sha256(key, item)))`, without padding, as lbsntransform does it.\n\n\
         Which post feeds which base: `latlng` and the composites with it every post with a position \
         (its coordinates, or the middle of its point of interest or city; never the middle of a country, \
         never longitude 0, latitude 0); `place`, `city`, `region` and `country` every post that names one; \
         `region` those places that Twitter calls `admin`. `topic` holds the lexicon terms that a post \
         matched. `friends` holds author and mentioned user, for dumps deliver no friendships.\n",
    );
    bless("docs/facets.md", &page);
}

#[test]
fn the_schema_of_a_study() {
    let output = crate::support::Folder::new().lbsm("run --schema");
    assert_eq!(output.code, 0, "{}", output.stderr);
    bless("schemas/pipeline.schema.json", &output.stdout);
}
