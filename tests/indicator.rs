//! `lbsm indicator`: topics in posts beside an independent count, sets of a store, other sources,
//! and what must not pass.

use crate::support::{Folder, Output, lines, output, real_data, tool, tweet};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The independent count, where there is a Python for it.
fn script() -> Option<process::Command> {
    let mut python =
        tool("python3", &["-c", "import tomllib, zoneinfo; zoneinfo.ZoneInfo('Europe/Berlin')"])?;
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/count_topics.py"));
    Some(python)
}

fn succeeds(output: Output) -> Output {
    assert_eq!(output.code, 0, "{}\n{}", output.stdout, output.stderr);
    output
}

/// Runs `lbsm indicator` with arguments of which some are paths.
fn run(folder: &Folder, arguments: &[&dyn AsRef<std::ffi::OsStr>]) -> Output {
    let words: Vec<&str> = arguments.iter().map(|it| it.as_ref().to_str().unwrap()).collect();
    let words: Vec<&str> = ["indicator"].into_iter().chain(words).collect();
    folder.lbsm_with(&words, b"")
}

/// A post of a day with a text.
fn post(id: u64, day: &str, text: &str) -> Value {
    let time = jiff::civil::Date::strptime("%Y-%m-%d", day).unwrap().at(12, 0, 0, 0);
    let created = time.strftime("%a %b %d %H:%M:%S +0000 %Y").to_string();
    tweet(id, json!({"created_at": created, "text": text, "entities": {"hashtags": []}}))
}

const TOPICS: &str =
    "[[topic]]\nname = 'food'\nwords = ['food*']\n[[topic]]\nname = 'war'\nwords = ['war']\n";

/// A folder with topics and a dump of some days.
fn study() -> Folder {
    let folder = Folder::new();
    folder.write("T.toml", TOPICS);
    folder.write(
        "posts.jsonl",
        lines([
            post(1, "2022-03-01", "food and War"),
            post(2, "2022-03-01", "foodbank food"),
            post(2, "2022-03-01", "foodbank food"),
            post(3, "2022-03-02", "nothing"),
            post(4, "2022-03-05", "software, no war"),
        ]),
    );
    folder
}

fn table(folder: &Folder, arguments: &str) -> String {
    succeeds(folder.lbsm(&format!("indicator {arguments}"))).stdout
}

#[test]
fn counts_are_those_of_an_independent_script() {
    let folder = Folder::new();
    let dump = fixture("sample/tweets.jsonl.gz");
    let ukraine = fixture("places/ukraine.txt");
    let world = fixture("places/world.txt");
    let Some(_) = script() else { return };
    for (topics, ours, theirs) in [
        ("sample", vec![], vec![]),
        ("sample", vec!["--count", "occurrences"], vec!["--occurrences"]),
        ("sample", vec!["--lang", "en,de"], vec!["--lang", "en,de"]),
        ("sample", vec!["--tz", "Europe/Berlin"], vec!["--zone", "Europe/Berlin"]),
        ("ukraine", vec![], vec![]),
        (
            "sample",
            vec!["--mentions", world.to_str().unwrap()],
            vec!["--mentions", world.to_str().unwrap()],
        ),
        ("ukraine", vec!["--mentions", "ukraine"], vec!["--mentions", ukraine.to_str().unwrap()]),
    ] {
        let topics = fixture(&format!("topics/{topics}.toml"));
        let expected = output(script().unwrap().arg(&topics).arg(&dump).args(&theirs));
        let mut words: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&dump, &"--topics", &topics];
        words.extend(ours.iter().map(|word| word as &dyn AsRef<std::ffi::OsStr>));
        let found = succeeds(run(&folder, &words)).stdout;
        let differs = found.lines().zip(expected.lines()).find(|(one, other)| one != other);
        assert_eq!(differs, None, "{topics:?} {ours:?}");
        assert_eq!(found.lines().count(), expected.lines().count(), "{topics:?} {ours:?}");
    }
}

/// The same on real dumps, where there are any.
#[test]
fn real_dumps_are_counted_as_by_an_independent_script() {
    let (Some(real), Some(_)) = (real_data(), script()) else { return };
    let folder = Folder::new();
    folder.write(
        "T.toml",
        "[[topic]]\nname = 'a'\nwords = ['love', 'good*', 'right now']\n[[topic]]\nname = 'b'\n\
         words = ['http*', 'the', 'la', 'は', 'пр*']\n",
    );
    for name in [
        "v1.1/archivesunleashed__twut__500-sample.jsonl",
        "v1.1/kite-sdk__kite__sample-statuses-20120906-141433.gz",
    ] {
        let dump = real.join(name);
        if !dump.exists() {
            continue;
        }
        let expected = output(script().unwrap().arg(folder.path("T.toml")).arg(&dump));
        let found = succeeds(run(&folder, &[&dump, &"--topics", &"T.toml"])).stdout;
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn threads_memory_and_repetitions_change_nothing() {
    let folder = Folder::new();
    let (dump, topics) = (fixture("sample/tweets.jsonl.gz"), fixture("topics/sample.toml"));
    let all: [&dyn AsRef<std::ffi::OsStr>; 6] =
        [&"--total", &"--by", &"language", &"--min-users", &"2", &dump];
    let count = |more: &[&dyn AsRef<std::ffi::OsStr>]| {
        let mut words = vec![&"--topics" as &dyn AsRef<std::ffi::OsStr>, &topics];
        words.extend(all);
        words.extend(more);
        succeeds(run(&folder, &words)).stdout
    };
    let once = count(&[&"--threads", &"1"]);
    assert!(once.contains("buzz-arrival@en"), "{once}");
    assert_eq!(count(&[&"--threads", &"4", &"--memory", &"8KiB"]), once);
    let copy = folder.write("copy.gz", std::fs::read(&dump).unwrap());
    assert_eq!(count(&[&copy, &"--memory", &"64KiB"]), once);
}

#[test]
fn an_indicator_of_the_sample_leads_the_made_up_flow() {
    let folder = Folder::new();
    let (dump, topics) = (fixture("sample/tweets.jsonl.gz"), fixture("topics/sample.toml"));
    let flow = fixture("nowcast/sample_flow.csv");
    succeeds(run(&folder, &[&dump, &"--topics", &topics, &"-o", &"X.csv"]));
    // A part of the grid, for the program of the tests is not optimised.
    let words = format!(
        "nowcast --indicators X.csv --flow {} --only buzz-arrival --lags=-8:14 --windows 1:16 \
         --guard 19 --origins 2 -o study",
        flow.display()
    );
    let nowcast: Vec<&str> = words.split_whitespace().collect();
    succeeds(folder.lbsm_with(&nowcast, b""));
    let found = std::fs::read_to_string(folder.path("study/leadlag.csv")).unwrap();
    let row = found.lines().find(|line| line.contains("buzz-arrival")).unwrap();
    let fields: Vec<&str> = row.split(',').collect();
    let headings: Vec<&str> = found.lines().next().unwrap().split(',').collect();
    let field = |name| fields[headings.iter().position(|heading| *heading == name).unwrap()];
    assert_eq!((field("lag"), field("window")), ("6", "9"), "{found}");
    assert!(field("r2").parse::<f64>().unwrap() > 0.5, "{found}");
}

#[test]
fn zeros_are_within_the_coverage_and_missing_days_are_empty() {
    let folder = study();
    assert_eq!(
        table(&folder, "posts.jsonl --topics T.toml"),
        "date,buzz-food,buzz-war\n2022-03-01,2,1\n2022-03-02,0,0\n2022-03-03,0,0\n2022-03-04,0,0\n\
         2022-03-05,0,1\n"
    );
    let met = table(&folder, "posts.jsonl --topics T.toml --coverage days --gap 2022-03-02");
    assert!(met.contains("\n2022-03-02,,\n2022-03-03,,\n"), "{met}");
    // Whom a filter leaves out was met all the same.
    let none = table(&folder, "posts.jsonl --topics T.toml --lang de --coverage days");
    assert!(none.contains("\n2022-03-02,0,0\n2022-03-03,,\n"), "{none}");
    let warned = folder.lbsm("indicator posts.jsonl --topics T.toml");
    assert!(warned.stderr.contains("on 2 of 5 days"), "{}", warned.stderr);
    let occurrences = table(&folder, "posts.jsonl --topics T.toml --count occurrences --total");
    assert!(
        occurrences.starts_with("date,buzz-food,buzz-war,buzz-total\n2022-03-01,3,1,2\n"),
        "{occurrences}"
    );
}

#[test]
fn days_begin_where_the_time_zone_says() {
    let folder = Folder::new();
    folder.write("T.toml", TOPICS);
    let late = tweet(1, json!({"created_at": "Tue Mar 01 23:30:00 +0000 2022", "text": "war"}));
    folder.write("posts.jsonl", lines([late]));
    let day = |more: &str| {
        let table = table(&folder, &format!("posts.jsonl --topics T.toml {more}"));
        table.lines().nth(1).unwrap().to_owned()
    };
    assert_eq!(day(""), "2022-03-01,0,1");
    assert_eq!(day("--tz Europe/Kyiv"), "2022-03-02,0,1");
    assert_eq!(day("--tz Europe/Kyiv --since 2022-03-02"), "2022-03-02,0,1");
    let none = folder.lbsm("indicator posts.jsonl --topics T.toml --since 2022-03-02");
    assert_eq!(none.code, 3, "{}", none.stderr);
    assert!(none.stderr.contains("no post with a date in this period"), "{}", none.stderr);
}

#[test]
fn retweets_count_and_what_is_embedded_in_them_only_if_asked() {
    let folder = Folder::new();
    folder.write("T.toml", TOPICS);
    let original = post(1, "2022-03-01", "war");
    let mut retweet = post(2, "2022-03-03", "RT @t: war");
    retweet["retweeted_status"] = original;
    folder.write("posts.jsonl", lines([retweet]));
    assert_eq!(
        table(&folder, "posts.jsonl --topics T.toml"),
        "date,buzz-food,buzz-war\n2022-03-03,0,1\n"
    );
    let embedded = table(&folder, "posts.jsonl --topics T.toml --embedded");
    assert_eq!(embedded.lines().count(), 4, "{embedded}");
    let without = table(&folder, "posts.jsonl --topics T.toml --without-reactions");
    assert_eq!(without, "date,buzz-food,buzz-war\n2022-03-03,0,0\n");
}

#[test]
fn groups_are_columns_or_a_sum_of_logarithms() {
    let folder = study();
    folder.write("places.txt", "Kyiv: Київ, Києв*\nLviv: Львів, Львов*\n");
    let mut posts: Vec<Value> = (1..=9).map(|id| post(id, "2022-03-01", "war in Kyiv")).collect();
    posts.push(post(10, "2022-03-01", "war: з Києва до Львова"));
    posts.push(post(11, "2022-03-01", "war elsewhere"));
    folder.write("posts.jsonl", lines(posts));
    let by = "posts.jsonl --topics T.toml --mentions places.txt --by place";
    assert_eq!(
        table(&folder, by),
        "date,buzz-food@Kyiv,buzz-food@Lviv,buzz-war@Kyiv,buzz-war@Lviv\n2022-03-01,0,0,10,1\n"
    );
    let sum = table(&folder, &format!("{by} --transform sumlog10"));
    let value: f64 = sum.lines().nth(1).unwrap().rsplit(',').next().unwrap().parse().unwrap();
    assert!((value - (11f64.log10() + 2f64.log10())).abs() < 1e-12, "{sum}");
    // Users are `id % 10`: ten behind Kyiv, one behind Lviv.
    let released = table(&folder, &format!("{by} --min-users 5"));
    assert_eq!(released.lines().nth(1), Some("2022-03-01,0,0,10,"));
    let cells = table(&folder, "posts.jsonl --topics T.toml --by cell:3");
    assert!(cells.contains("buzz-war@u33"), "{cells}");
}

#[test]
fn what_makes_no_sense_is_refused_with_a_reason() {
    let folder = study();
    folder.write("none.toml", "[[topic]]\nname = 'food'\nwords = []\n");
    folder.write("latin1.toml", b"[[topic]]\nname = 'f\xfcr'\n");
    folder.write("empty.jsonl", "");
    folder.write("undated.jsonl", lines([tweet(1, json!({"created_at": null}))]));
    for (arguments, code, reason) in [
        ("posts.jsonl", 2, "--topics"),
        ("--topics T.toml", 2, "INPUT"),
        ("posts.jsonl --topics none.toml", 2, "none.toml:2: the topic \"food\" has no words"),
        ("posts.jsonl --topics latin1.toml", 2, "latin1.toml:2: the topics are not UTF-8"),
        ("posts.jsonl --topics missing.toml", 2, "cannot read the topics missing.toml"),
        ("posts.jsonl --topics posts.jsonl", 2, "these are no topics"),
        ("posts.jsonl --topics T.toml --mentions missing.txt", 3, "`ukraine` and `world`"),
        ("posts.jsonl --topics T.toml --by place", 2, "--mentions"),
        ("posts.jsonl --topics T.toml --by cell:20", 2, "cell:7"),
        ("posts.jsonl --topics T.toml --transform sumlog10", 2, "--by"),
        ("posts.jsonl --topics T.toml --tz Mars/Olympus", 2, "no time zone"),
        ("posts.jsonl --topics T.toml --gap 2022-03-05..2022-03-01", 2, "ends before it begins"),
        (
            "posts.jsonl --topics T.toml --since 2022-04-01 --until 2022-03-01",
            2,
            "--since is not before",
        ),
        ("posts.jsonl --topics T.toml -o nowhere/X.csv", 3, "no folder"),
        ("posts.jsonl --topics T.toml --source =1+1", 2, "formula"),
        ("missing.jsonl --topics T.toml", 3, "missing.jsonl"),
        ("empty.jsonl --topics T.toml", 3, "no post with a date"),
        ("undated.jsonl --topics T.toml", 3, "no post with a date"),
        ("posts.jsonl --topics T.toml --where hashtag:a", 2, "--from"),
        ("--from posts.jsonl --where hashtag:a", 2, "cannot be a store"),
    ] {
        let output = folder.lbsm(&format!("indicator {arguments}"));
        assert_eq!(output.code, code, "{arguments}\n{}", output.stderr);
        assert!(output.stderr.contains(reason), "{arguments}\n{}", output.stderr);
    }
}

#[test]
fn texts_and_names_of_posts_show_nowhere() {
    let folder = Folder::new();
    folder.write("T.toml", TOPICS);
    let secret = "war in sekretville";
    let mut posts = lines([post(1, "2022-03-01", secret)]);
    posts.push_str("{\"text\": \"war in sekretville\", \"id\": }\n");
    folder.write("posts.jsonl", posts);
    let output = folder.lbsm("indicator posts.jsonl --topics T.toml -vv -o X.csv --reject R.jsonl");
    assert_eq!(output.code, 0, "{}", output.stderr);
    let rejects = std::fs::read_to_string(folder.path("R.jsonl")).unwrap();
    let provenance = std::fs::read_to_string(folder.path("X.provenance.json")).unwrap();
    for text in [&output.stdout, &output.stderr, &rejects, &provenance] {
        assert!(!text.contains("sekretville"), "{text}");
    }
    assert_eq!(rejects.lines().count(), 1);
}

#[test]
fn sets_of_a_store_make_series_by_day() {
    let folder = Folder::new();
    let tag = |id: u64, day: &str, tags: &[&str]| {
        let mut tweet = post(id, day, "x");
        let tags: Vec<Value> = tags.iter().map(|tag| json!({"text": tag})).collect();
        tweet["entities"] = json!({"hashtags": tags});
        tweet
    };
    let mut posts: Vec<Value> = (1..=7).map(|id| tag(id, "2022-03-01", &["moria"])).collect();
    posts.push(tag(8, "2022-03-02", &["other"]));
    posts.push(tag(9, "2022-03-04", &["Moria", "lesbos"]));
    folder.write("posts.jsonl", lines(posts));
    folder.etl("posts.jsonl --hll s.gpkg --bases default,_date_hashtag");
    let series = |more: &str| {
        let words = format!("indicator --from s.gpkg --where camps=hashtag:moria {more}");
        succeeds(folder.lbsm(&words)).stdout
    };
    assert_eq!(
        series("--where hashtag:lesbos"),
        "date,sets-camps,sets-hashtag:lesbos\n2022-03-01,7,0\n2022-03-02,0,0\n2022-03-03,0,0\n\
         2022-03-04,1,1\n"
    );
    assert_eq!(
        series("--metric user --min-users 2 --coverage days"),
        "date,sets-camps\n2022-03-01,7\n2022-03-02,0\n2022-03-03,\n2022-03-04,\n"
    );
    // So do unions; a post with both hashtags counts once, and nothing is guessed by intersecting.
    let words = ["indicator", "--from", "s.gpkg", "--where", "u=hashtag:moria | hashtag:lesbos"];
    let united = succeeds(folder.lbsm_with(&words, b""));
    assert_eq!(
        united.stdout,
        "date,sets-u\n2022-03-01,7\n2022-03-02,0\n2022-03-03,0\n2022-03-04,1\n"
    );
    assert!(!united.stderr.contains("intersections"), "{}", united.stderr);
    // Users of a day are those who used the hashtag on that day, not on another.
    let of = |id: u64, day: &str, user: u64, tags: &[&str]| {
        let mut tweet = tag(id, day, tags);
        tweet["user"]["id"] = json!(user);
        tweet["user"]["id_str"] = json!(user.to_string());
        tweet
    };
    folder.write(
        "users.jsonl",
        lines(vec![
            of(1, "2022-03-01", 1, &["moria"]),
            of(2, "2022-03-01", 2, &["moria"]),
            of(3, "2022-03-02", 1, &["moria"]),
            of(4, "2022-03-02", 2, &["other"]),
        ]),
    );
    folder.etl("users.jsonl --hll u.gpkg --bases default,_date_hashtag");
    let users = |more: &str| {
        let words = format!("indicator --from u.gpkg --where a=hashtag:moria {more}");
        succeeds(folder.lbsm(&words)).stdout
    };
    assert_eq!(users("--metric user"), "date,sets-a\n2022-03-01,2\n2022-03-02,1\n");
    assert_eq!(users("--min-users 2"), "date,sets-a\n2022-03-01,2\n2022-03-02,\n");
    // A store without days by hashtag intersects.
    folder.etl("posts.jsonl --hll t.gpkg");
    let words = ["indicator", "--from", "t.gpkg", "--where", "a=hashtag:moria"];
    let found = succeeds(folder.lbsm_with(&words, b"")).stdout;
    let first: f64 = found.lines().nth(1).unwrap().split(',').nth(1).unwrap().parse().unwrap();
    assert!((first - 7.0).abs() < 1.0, "{found}");
    let unknown = folder.lbsm("indicator --from t.gpkg --where hashtag:moria --min-users 2");
    assert_eq!(unknown.code, 4, "{}", unknown.stderr);
    assert!(unknown.stderr.contains("_date_hashtag"), "{}", unknown.stderr);
    let refused = folder.lbsm("indicator --from s.gpkg --where hashtag:moria --lang en");
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    let wrong = folder.lbsm_with(&["indicator", "--from", "s.gpkg", "--where", "hashtag:"], b"");
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
}

mod import {
    use super::*;

    fn import(folder: &Folder, arguments: &str) -> Output {
        folder.lbsm(&format!("indicator import {arguments}"))
    }

    #[test]
    fn every_kind_goes_into_one_table_with_its_provenance() {
        let folder = study();
        folder.write("a.csv", "Kategorie: Alle\n\nTag,visa: (Ukraine),gas: (Ukraine)\n2022-03-01,10,5\n2022-03-02,20,<1\n");
        folder.write(
            "b.csv",
            "date,visa,border,isPartial\n2022-03-01,20,50,False\n2022-03-02,40,100,False\n",
        );
        folder.write(
            "acled.csv",
            "event_id_cnty;event_date;event_type;admin1;fatalities\nU1;01 March 2022;Battles;Kyiv;3\n\
             U2;01 March 2022;Protests;Lviv;0\nU1;01 March 2022;Battles;Kyiv;3\nU3;03 March 2022;Battles;Kyiv;9\n",
        );
        folder.write("gdelt.csv", "SQLDATE,ADM1,Negative Tone,Positive Tone\n20220301,UP12,2.5,1\n20220301,UP15,1.5,2\n20220303,UP12,4,0.5\n");
        folder.write("gkg.csv", "DATE,V2Tone\n20220304063000,\"-1.5,2,3.5,5.5,20,0,100\"\n");
        folder.write(
            "news.json",
            json!({"status": "ok", "articles": [
                {"title": "War", "description": null, "content": "food", "url": "u/1", "publishedAt": "2022-03-01T23:30:00Z", "source": {"id": null, "name": "A"}},
                {"title": "War again", "url": "u/1", "publishedAt": "2022-03-01T23:30:00Z"},
                {"title": "Foodbank", "url": "u/2", "publishedAt": "2022-03-02T10:00:00Z"},
            ]})
            .to_string(),
        );
        folder.write("news.csv", "url,title,publishedAt\nu/3,war,2022-03-03\n");
        folder.write("losses.csv", "\u{feff}day;killed;planes\n03.03.2022;5;1\n01.03.2022;3;\n");

        succeeds(import(&folder, "--kind trends a.csv b.csv -o X.csv"));
        succeeds(import(&folder, "--kind acled acled.csv --join X.csv -o X.csv"));
        succeeds(import(&folder, "--kind gdelt gdelt.csv gkg.csv --join X.csv -o X.csv"));
        succeeds(import(
            &folder,
            "--kind news news.json news.csv --topics T.toml --tz Europe/Kyiv --join X.csv -o X.csv",
        ));
        succeeds(import(
            &folder,
            "--kind csv losses.csv --columns killed --source losses --join X.csv -o X.csv",
        ));
        let joined =
            succeeds(folder.lbsm("indicator posts.jsonl --topics T.toml --join X.csv -o X.csv"));
        assert!(joined.stdout.contains("losses-killed"), "{}", joined.stdout);
        let table = std::fs::read_to_string(folder.path("X.csv")).unwrap();
        assert_eq!(
            table,
            "date,trends-visa,trends-gas,trends-border,events-Events,events-FATALITIES,\
             gdelt-Negative Tone,gdelt-Positive Tone,news-food,news-war,losses-killed,buzz-food,buzz-war\n\
             2022-03-01,10,5,25,2,3,4,3,,,3,2,1\n\
             2022-03-02,20,0.5,50,0,0,,,2,1,,0,0\n\
             2022-03-03,,,,1,9,4,0.5,0,1,5,0,0\n\
             2022-03-04,,,,,,3.5,2,,,,0,0\n\
             2022-03-05,,,,,,,,,,,0,1\n"
        );
        let provenance: Value =
            serde_json::from_slice(&std::fs::read(folder.path("X.provenance.json")).unwrap())
                .unwrap();
        let columns = provenance["columns"].as_array().unwrap();
        let kinds: Vec<&str> = columns.iter().map(|it| it["kind"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            [
                "trends", "trends", "trends", "acled", "acled", "gdelt", "gdelt", "news", "news",
                "csv", "posts", "posts"
            ]
        );
        assert_eq!(columns[0]["options"]["factors"], "1,0.5");
        assert_eq!(columns[0]["sources"].as_array().unwrap().len(), 2);
        assert_eq!(columns[9]["missing"], 1);
        // The table is one that nowcast reads.
        let unknown =
            folder.lbsm("nowcast --indicators X.csv --flow losses.csv --flow-column killed -o n");
        assert!(!unknown.stderr.contains("X.csv: row"), "{}", unknown.stderr);
    }

    #[test]
    fn groups_are_summed_as_logarithms() {
        let folder = Folder::new();
        folder.write(
            "acled.csv",
            "event_date,admin1,fatalities\n2022-03-01,Kyiv,9\n2022-03-01,Lviv,99\n2022-03-01,Lviv,0\n",
        );
        let found =
            succeeds(import(&folder, "--kind acled acled.csv --by admin1 --scale sumlog10")).stdout;
        let row: Vec<f64> = found
            .lines()
            .nth(1)
            .unwrap()
            .split(',')
            .skip(1)
            .map(|it| it.parse().unwrap())
            .collect();
        assert!((row[0] - (2f64.log10() + 3f64.log10())).abs() < 1e-12, "{found}");
        assert!((row[1] - 3.0).abs() < 1e-12, "{found}");
    }

    #[test]
    fn faults_name_file_row_and_column() {
        let folder = study();
        folder.write("comma.csv", "day;killed\n2022-03-01;1\n2022-03-02;1,5\n");
        folder.write("twice.csv", "day,killed\n2022-03-01,1\n2022-03-01,2\n");
        folder.write("order.csv", "day,killed\n03/04/2022,1\n");
        folder.write("word.csv", "event_date,fatalities\n2022-03-01,many\n");
        folder.write("below.csv", "event_date,fatalities\n2022-03-01,-1\n");
        folder.write("short.csv", "event_date,fatalities\n2022-03-01\n");
        folder.write("other.csv", "a,b\n1,2\n");
        folder.write("empty.csv", "");
        folder.write("nothing.csv", "day,killed\n2022-03-01,\n");
        folder.write(
            "time.json",
            "{\"articles\": [{\"title\": \"war\", \"publishedAt\": \"soon\"}]}",
        );
        folder.write("json.json", "[1, 2]");
        folder.write("formula.csv", "day,=cmd\n2022-03-01,1\n");
        for (arguments, reason) in [
            ("--kind csv comma.csv", "comma.csv: row 3, column \"killed\": \"1,5\" has a comma"),
            ("--kind csv twice.csv", "rows 2 and 3 are both 2022-03-01"),
            ("--kind csv order.csv", "day/month or month/day"),
            ("--kind csv nothing.csv", "no value in these files"),
            ("--kind csv comma.csv --columns x", "row 3"),
            ("--kind csv formula.csv", "formula"),
            ("--kind csv twice.csv --anchor x", "--anchor is for trends"),
            (
                "--kind acled word.csv",
                "word.csv: row 2, column \"fatalities\": \"many\" is not a number",
            ),
            ("--kind acled below.csv", "\"-1\" is below zero"),
            ("--kind acled short.csv", "row 2 has 1 fields"),
            ("--kind acled other.csv", "no column fatalities; the columns are a, b"),
            ("--kind acled word.csv --scale sumlog10", "--by"),
            ("--kind gdelt other.csv", "no column date"),
            ("--kind gdelt empty.csv", "no record"),
            ("--kind news time.json", "--topics"),
            ("--kind news time.json --topics T.toml", "article 1: \"soon\" is not a point in time"),
            ("--kind news json.json --topics T.toml", "neither a response of NewsAPI"),
        ] {
            let output = import(&folder, arguments);
            assert_eq!(output.code, 2, "{arguments}\n{}", output.stderr);
            assert!(output.stderr.contains(reason), "{arguments}\n{}", output.stderr);
        }
        assert_eq!(import(&folder, "--kind csv missing.csv").code, 3);
        folder.write("ok.csv", "day,killed\n2022-03-01,1\n");
        let twice = import(&folder, "--kind csv ok.csv --join ok.csv");
        assert!(
            twice.stderr.contains("two columns would be called \"killed\""),
            "{}",
            twice.stderr
        );
    }
}
