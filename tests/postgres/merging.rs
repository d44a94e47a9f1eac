//! `lbsm merge` from files into databases and back: nothing changes on the way.

use super::cluster::{done, etl, shared};
use super::loading::tweets;
use crate::support::Folder;

const ALL: &str = "--min-accuracy unknown --reactions --bases all,timestamp,user,friends";

#[test]
fn sets_and_posts_go_through_databases_and_come_back_the_same() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    folder.write("1.jsonl", tweets(8, 200));
    folder.write("2.jsonl", tweets(9, 200));
    done(&etl(&folder, &format!("1.jsonl {ALL} --hll 1.gpkg --raw 1.gpkg")));
    done(&etl(&folder, &format!("2.jsonl {ALL} --hll 2.gpkg --raw 2.gpkg")));
    done(&etl(&folder, &format!("1.jsonl 2.jsonl {ALL} --hll both.gpkg --raw both.gpkg")));

    let (hll, raw, again) = (cluster.database(), cluster.database(), cluster.database());
    let (hll, raw, again) = (hll.url(), raw.url(), again.url());
    let merge = |arguments: &str| done(&folder.lbsm(&format!("merge {arguments}")));
    // The second time nothing changes.
    for _ in 0..2 {
        merge(&format!("1.gpkg 2.gpkg -o {hll} --memory 64KiB"));
        merge(&format!("1.gpkg 2.gpkg -o {raw} --raw --memory 64KiB"));
    }
    assert_eq!(folder.all_sets(&hll), folder.all_sets("both.gpkg"));
    merge(&format!("{hll} -o {again}"));
    merge(&format!("{again} {raw} -o study/ --raw"));
    merge("study/ -o back.gpkg --raw");
    assert_eq!(folder.all_sets("back.gpkg"), folder.all_sets("both.gpkg"));

    let info = |store: &str| -> serde_json::Value {
        serde_json::from_str(&folder.lbsm(&format!("info {store} --format json")).stdout).unwrap()
    };
    assert_eq!(info("back.gpkg")["raw"], info("both.gpkg")["raw"]);
    assert_eq!(info("back.gpkg")["ingests"], info(&hll)["ingests"]);
    assert_eq!(info(&hll)["ingests"].as_array().map(Vec::len), Some(2));

    // Posts that went round are the ones that a run writes.
    let direct = cluster.database();
    let sets = cluster.database();
    done(&etl(
        &folder,
        &format!("1.jsonl 2.jsonl {ALL} --hll {} --raw {}", sets.url(), direct.url()),
    ));
    let round = cluster.database();
    merge(&format!("back.gpkg -o {} --raw", round.url()));
    assert_eq!(round.dump(), direct.dump());
}
