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
        "facet     base       keys  users  posts  userdays\n\
         spatial   country       1      4     30        29\n\
         temporal  date         30      4     30\n\
         temporal  dayofweek     7      4     30\n\
         temporal  dayofyear    30      4     30\n\
         social    community     1      4     30        29\n\
         social    culture       3      4     30        29\n\
         \n\
         Estimates; standard error 2.3 % (log2m 11), less for small sets; --format json gives \
         intervals.\n"
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
    assert_eq!(first[..4], ["id", "de", "\\u{1b}[31m", "en"]);
    assert!(text.lines().nth(1).unwrap().contains("15"));
}

#[test]
fn a_table_says_what_it_leaves_out() {
    let text = list("--base date").unwrap();
    assert!(text.contains("\n\n25 of 30 keys; --limit 0 shows all\n"), "{text}");
    let text = list("--base date --limit 0").unwrap();
    assert_eq!(text.lines().count(), 31 + 2);
    // Times are in their order without asking.
    assert!(text.lines().nth(1).unwrap().starts_with("2016-02-24"));
    assert!(text.lines().nth(30).unwrap().starts_with("2016-03-24"));
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
    let cases = [
        ("--base hashtag", "it keeps country, date, dayofweek, dayofyear, community, culture"),
        ("--base default", "it keeps country"),
        ("--base countrys", "did you mean country?"),
        ("--base date --sort userdays", "it has key, date, users, posts"),
        ("--base date --sort cheese", "it has key, date, users, posts"),
        ("--limit 5", "--limit is about the keys of one base"),
        ("--sort posts", "--sort is about the keys of one base"),
        ("--min-users 5", "--min-users is about the keys of one base"),
    ];
    for (line, part) in cases {
        let Err(Failure::Usage(error)) = list(line) else { panic!("{line} was taken") };
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn a_base_can_be_called_by_its_table() {
    assert_eq!(list("--base spatial_country").unwrap(), list("--base country").unwrap());
}

#[test]
fn weekdays_and_networks_have_names() {
    let text = list("--base dayofweek").unwrap();
    // The first post is of a Wednesday, so two days have five posts and the others four.
    assert!(text.contains("\n0        Monday         4      4\n"), "{text}");
    assert!(text.contains("\n2        Wednesday      4      5\n"), "{text}");
    let text = list("--base community").unwrap();
    assert!(text.contains("\n3   Twitter      4     30"), "{text}");
    // Programs get numbers only.
    assert!(!list("--base dayofweek --format csv").unwrap().contains("Monday"));
}

/// First column of the rows, without heading and remarks.
fn keys(line: &str) -> Vec<String> {
    let text = list(&format!("{line} --format csv")).unwrap();
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    csv.records().map(|record| record.unwrap()[0].to_owned()).collect()
}

#[test]
fn rows_are_sorted_by_what_has_a_name() {
    let by_posts = ["de", "\u{1b}[31m", "en"];
    assert_eq!(keys("--base culture --sort posts"), by_posts);
    assert_eq!(keys("--base culture --sort post_hll"), by_posts);
    let by_key = ["\u{1b}[31m", "de", "en"];
    assert_eq!(keys("--base culture --sort id"), by_key);
    assert_eq!(keys("--base culture --sort key"), by_key);
    assert_eq!(keys("--base culture --sort posts --limit 1"), ["de"]);
    // 24 February to 24 March, by day of month: the month is the first column.
    let by_day = keys("--base dayofyear --sort day");
    assert_eq!([&by_day[0], &by_day[23], &by_day[24], &by_day[29]], ["3", "2", "3", "2"]);
}

#[test]
fn keys_of_few_users_are_left_out() {
    // One user a day, four of every language.
    assert_eq!(keys("--base date --min-users 1").len(), 30);
    assert_eq!(keys("--base culture --min-users 4").len(), 3);
    for format in ["csv", "json"] {
        let text = list(&format!("--base date --min-users 2 --format {format}")).unwrap();
        assert!(!text.contains("2016"), "{text}");
    }
    let text = list("--base date --min-users 2").unwrap();
    assert!(text.contains("\n0 keys with at least 2 users; 30 have fewer\n"), "{text}");
    let text = list("--base date --min-users 1 --limit 7").unwrap();
    assert!(text.contains("\n7 of 30 keys with at least 1 users; --limit 0"), "{text}");
    let text = list("--base culture --min-users 5 --sort posts").unwrap();
    assert!(text.contains("\n0 keys with at least 5 users; 3 have fewer\n"), "{text}");
}

#[test]
fn the_error_is_that_of_the_store() {
    let cases = [("11,5,0,1", "2.3 %"), ("14,5,0,1", "0.81 %"), ("4,5,0,1", "26 %")];
    for (params, error) in cases {
        let text = accuracy(params.parse().unwrap());
        assert!(text.contains(&format!("standard error {error} (log2m")), "{text}");
    }
}
