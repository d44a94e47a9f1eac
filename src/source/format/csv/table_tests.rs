use super::*;
use crate::source::format::csv::testing::{opened, problem};
use proptest::prelude::*;

/// A row of a sound table, at this delimiter.
const HEAD: &str = "tweet_id;user_id;created_at;lat;lon;text\n\
                    1;7;2018-10-10 20:19:24;52.5;13.4;a, b, c\n\
                    2;8;2018-10-10 20:19:25;52.5;13.4;\"d; \"\"e\"\"\nf\"\n";

#[test]
fn delimiters_are_found() {
    for (delimiter, name) in [(';', "semicolon"), (',', "comma"), ('\t', "tab"), ('|', "pipe")] {
        let head = HEAD.replace(", ", " ").replace(';', &delimiter.to_string());
        for mapping in [None, Some("id=tweet_id,user=2,lat=lat,lon=5"), Some("id=1,time=3")] {
            let table = opened(&head, mapping);
            assert_eq!((table.width(), delimiter_name(table.delimiter)), (6, name), "{mapping:?}");
            assert!(table.header.is_some());
        }
    }
}

#[test]
fn a_header_is_found_where_columns_are_counted() {
    let body = "1,2018-10-10 20:19:24,52.5\n2,2018-10-10 20:19:25,52.6\n";
    for mapping in ["id=1,time=2", "time=2", "lat=3,lon=3"] {
        assert!(opened(body, Some(mapping)).header.is_none(), "{mapping}");
        let with_header = format!("a,b,c\n{body}");
        assert!(opened(&with_header, Some(mapping)).header.is_some(), "{mapping}");
        assert!(opened(body, Some(&format!("{mapping},header=yes"))).header.is_some());
        let without = opened(&with_header, Some(&format!("{mapping},header=no")));
        assert_eq!((without.header.is_none(), without.header_bytes()), (true, 0));
    }
}

#[test]
fn a_mapping_that_does_not_fit_is_told() {
    let head = "id,user,user\n1,2,3\n4,5,6\n";
    assert!(problem(head, Some("id=Id")).contains("the columns are: id, user, user"));
    assert!(problem(head, Some("id=id,user=user")).contains("2 times"));
    assert!(problem(head, Some("id=4")).contains("rows have 3 columns (delimiter: comma)"));
    assert!(problem(head, Some("id=id,delimiter=tab")).contains("delimiter tab"));
    // The first row may be a post.
    let told = problem("1050118621198921728,secret text!,7\n2,b,8\n", Some("id=tweet_id"));
    assert!(!told.contains("secret") && told.contains("looks like data"), "{told}");
}

#[test]
fn more_of_the_file_is_asked_for_until_it_is_enough() {
    let head = HEAD.as_bytes();
    assert!(matches!(Table::open(b"", false, false, None), Err(OpenError::More)));
    assert!(matches!(Table::open(head, false, false, None), Err(OpenError::More)));
    assert!(Table::open(head, true, false, None).is_ok());
    for complete in [b"".as_slice(), b"a\nb\n", b"a,b\n1,2\n"] {
        assert!(matches!(Table::open(complete, true, false, None), Err(OpenError::NoTable)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// What the csv crate writes is read back, whatever the cells hold.
    #[test]
    fn cells_come_back(
        rows in (1..5_usize).prop_flat_map(|width| {
            prop::collection::vec(prop::collection::vec("[ -~äß\n\r\"',;|\t]{0,12}", width), 1..12)
        }),
        delimiter in prop::sample::select(DELIMITERS.to_vec()),
        always in any::<bool>(),
    ) {
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).quote_style(style).from_writer(vec![]);
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let written = writer.into_inner().unwrap();
        let width = rows[0].len();
        let mut cutter = Rows::new(delimiter, width, written.len());
        for row in &rows {
            let range = cutter.next_row(&written, true).unwrap();
            let text = std::str::from_utf8(&written[range]).unwrap();
            let cells = Cells::of(text, delimiter, width);
            prop_assert_eq!(cells.iter().collect::<Vec<_>>(), row.iter().collect::<Vec<_>>());
        }
        prop_assert_eq!(cutter.next_row(&written, true), None);
    }

    #[test]
    fn any_bytes_are_a_table_or_none(head in prop::collection::vec(any::<u8>(), 0..300)) {
        for mapping in [None, Some(Mapping::from_pairs("id=1,time=2,text=3").unwrap())] {
            if let Ok(table) = Table::open(&head, true, true, mapping.as_ref()) {
                table.decode(Detail::Raw, &head, &mut |_| {});
            }
        }
    }
}
