use super::*;
use crate::cli::testing::store;
use clap::Parser;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: Args,
}

fn list(line: &str) -> Result<String, Failure> {
    let (folder, path) = store();
    let words = ["sets", path.to_str().unwrap()].into_iter().chain(line.split_whitespace());
    let args = Line::try_parse_from(words).map_err(|error| Failure::Usage(error.into()))?.args;
    let mut output = Vec::new();
    run(&args, &mut output)?;
    drop(folder);
    Ok(String::from_utf8(output).unwrap())
}

#[test]
fn without_a_base_all_are_summed_up() {
    // Two of the thirty user days share a register.
    assert_eq!(
        list("").unwrap(),
        "facet     base     keys  users  posts  userdays\n\
         spatial   country     1      4     30        29\n\
         temporal  date       30      4     30\n\
         social    culture     3      4     30        29\n"
    );
    let json: serde_json::Value = serde_json::from_str(&list("--format json").unwrap()).unwrap();
    assert_eq!(json[0]["base"], "country");
    assert_eq!(json[1]["keys"], 30);
    assert_eq!(json[1]["posts"]["confidence"], 0.95);
    let csv = list("--format csv").unwrap();
    assert_eq!(csv.lines().nth(2), Some("date,temporal_date,30,4,30,"));
}

#[test]
fn tables_are_sorted_by_posts_and_safe_to_print() {
    let text = list("--base culture").unwrap();
    let first: Vec<&str> = text.lines().map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(first, ["id", "de", "\\u{1b}[31m", "en"]);
    assert!(text.lines().nth(1).unwrap().contains("15"));
}

#[test]
fn a_table_says_what_it_leaves_out() {
    let text = list("--base date").unwrap();
    assert!(text.ends_with("\n25 of 30 keys; --limit 0 shows all\n"), "{text}");
    let text = list("--base date --limit 0 --sort key").unwrap();
    assert_eq!(text.lines().count(), 31);
    assert!(text.lines().nth(1).unwrap().starts_with("2016-02-24"));
}

#[test]
fn csv_is_complete_and_holds_the_sets() {
    let text = list("--base country --format csv").unwrap();
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let headings: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        headings.join(","),
        "country_guid,name,west,south,east,north,users,posts,userdays,user_term_locations,\
         locations,user_hll,post_hll,pud_hll,utl_hll,latlng_hll"
    );
    let row = csv.records().next().unwrap().unwrap();
    assert_eq!(
        row.iter().take(8).collect::<Vec<_>>().join(","),
        "DE,Germany,5.9,47.3,15,55.1,4,30"
    );
    assert!(row[12].starts_with("\\x138b40"), "{}", &row[12]);
    assert_eq!(list("--base date --format csv").unwrap().lines().count(), 31);
}

#[test]
fn json_has_intervals() {
    let text = list("--base culture --format json --limit 1 --sort posts").unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let row = &json[0];
    assert_eq!(row["id"], "de");
    let number = |name: &str| row["posts"][name].as_f64().unwrap();
    assert!((number("estimate") - 15.0).abs() < 0.2);
    assert!(number("lo") <= number("estimate") && number("estimate") <= number("hi"));
}

#[test]
fn what_the_store_does_not_keep_is_said() {
    assert!(matches!(list("--base hashtag"), Err(Failure::Io(_))));
    assert!(matches!(list("--base default"), Err(Failure::Usage(_))));
    assert!(matches!(list("--base nonsense"), Err(Failure::Usage(_))));
    assert!(matches!(list("--base date --sort userdays"), Err(Failure::Usage(_))));
    assert!(matches!(list("--base date --sort cheese"), Err(Failure::Usage(_))));
}
