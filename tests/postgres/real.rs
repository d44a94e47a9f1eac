//! Real dumps in both databases, as in a GeoPackage; skipped where there are none, see
//! [`crate::real`].

use super::cluster::{done, etl, shared};
use super::loading::cardinalities_agree;
use crate::support::{Folder, real_data};
use serde_json::Value;

#[test]
fn real_dumps_are_in_the_databases_as_in_the_file() {
    let (Some(data), Some(cluster)) = (real_data(), shared()) else { return };
    let folder = Folder::new();
    let (hll, raw) = (cluster.database(), cluster.database());
    let inputs = format!("{0}/v1.1 {0}/v2", data.display());
    let all = "--min-accuracy unknown --reactions --bases all,timestamp,user,friends";
    done(&etl(&folder, &format!("{inputs} {all} --hll file.gpkg --raw file.gpkg")));
    let into = format!("--hll {} --raw {}", hll.url(), raw.url());
    done(&etl(&folder, &format!("{inputs} {all} {into} --memory 1MiB")));
    assert_eq!(folder.all_sets("file.gpkg"), folder.all_sets(&hll.url()));
    let about = |store: &str| -> Value {
        serde_json::from_str(&folder.lbsm(&format!("info {store} --format json")).stdout).unwrap()
    };
    let posts = about(&raw.url())["raw"].clone();
    assert_eq!(about("file.gpkg")["raw"], posts);
    let sets = cardinalities_agree(&folder, &hll);
    println!("{sets} sets are equal; {posts}");

    // The raw server makes sets without the dump: those that the file's rows make.
    let again = "--min-accuracy unknown --bases all --key-file key";
    done(&folder.lbsm(&format!("etl {} {again} --hll server.gpkg", raw.url())));
    done(&folder.lbsm(&format!("etl file.gpkg {again} --hll rows.gpkg")));
    assert_eq!(folder.all_sets("server.gpkg"), folder.all_sets("rows.gpkg"));
}
