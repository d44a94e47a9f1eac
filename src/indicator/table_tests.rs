use super::{Table, TableError};
use proptest::prelude::*;

fn read(text: &str) -> Result<Table, TableError> {
    Table::read(text.as_bytes())
}

fn error(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn marks_delimiters_and_forms_of_days_make_no_difference() {
    let expected = read("date,a,b\n2022-02-24,1,2\n2022-02-25,3,\n").unwrap();
    for text in [
        "\u{feff}date;a;b\r\n2022-02-24;1;2\r\n2022-02-25;3;\r\n",
        "\tx\ty\n20220224\t1\t2\n20220225\t3\tNA\n".replace('x', "a").replace('y', "b").as_str(),
        "day,a,b\n24.02.2022,1,2\n25.02.2022,3,NaN\n",
        "day,a,b\n24/02/2022,1,2\n25/02/2022,3,null\n",
        "day,a,b\n02/24/2022,1,2\n02/25/2022,3,n/a\n",
        "day,a,b\n24 Feb 2022,1,2\n25 February 2022,3,\n",
        "day,a,b\n\"Feb 24, 2022\",1,2\n\"Feb 25, 2022\",3,\n",
        "day,a,b\n2022-02-24T00:00:00Z,1,2\n2022-02-25 00:00:00+00:00,3,\n",
        "day,a,b\n2022/2/24, 1 ,2\n\n2022/2/25,3e0,\n,,\n",
    ] {
        let table = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let text_of = |table: &Table| format!("{:?}", table.series);
        assert_eq!(text_of(&table), text_of(&expected), "{text}");
        assert_eq!(table.reading.empty_cells, 1, "{text}");
    }
}

#[test]
fn unsorted_absent_and_repeated_days_are_told() {
    let table = read("date,a\n2022-02-26,3\n2022-02-24,1\n2022-02-24,1\n2022-02-28,\n").unwrap();
    let series = &table.series[0];
    assert_eq!(series.first().to_string(), "2022-02-24");
    assert_eq!(series.values().len(), 5);
    assert_eq!(series.days().map(|(_, value)| value).collect::<Vec<_>>(), [1.0, 3.0]);
    let reading = &table.reading;
    assert!(reading.unsorted);
    assert_eq!((reading.rows, reading.days, reading.absent_days), (4, 5, 2));
    assert_eq!((reading.repeated_rows, reading.empty_cells), (1, 1));
}

#[test]
fn what_would_have_to_be_guessed_is_refused_with_its_place() {
    for (text, parts) in [
        ("date;a;b\n2022-02-24;1;2\n2022-02-25;1;2,5\n", ["row 3", "\"b\"", "\"2,5\""]),
        ("date,a\n2022-02-24,\"1,234\"\n", ["row 2", "\"a\"", "comma"]),
        ("date,a\n2022-02-24,1,5\n", ["row 2", "3 fields", "decimal comma"]),
        ("date,a\n2022-02-24,many\n", ["row 2", "\"a\"", "not a number"]),
        ("date,a\n\n\n2022-02-24,1\n\n2022-02-25,many\n", ["row 6", "\"a\"", "not a number"]),
        ("date,a\r\n\r\n2022-02-24,1\r\n2022-02-25,many\r\n", ["row 4", "\"a\"", "not a number"]),
        ("date,a\r2022-02-24,1\r2022-02-25,many\r", ["row 3", "\"a\"", "not a number"]),
        ("date,a\n2022-02-24,inf\n", ["row 2", "\"a\"", "beyond"]),
        ("date,a\n2022-02-24,1e200\n", ["row 2", "\"a\"", "beyond"]),
        ("date,a\n2022-02-30,1\n", ["row 2", "\"date\"", "not a day"]),
        ("date,a\nsoon,1\n", ["row 2", "\"soon\"", "2022-02-24"]),
        ("date,a\n03/04/2022,1\n04/04/2022,1\n", ["row 2", "03/04/2022", "day/month or month/day"]),
        ("date,a\n13/04/2022,1\n04/14/2022,1\n", ["row 3", "04/14/2022", "not a day"]),
        ("date,a\n2022-02-24,1\n2022-02-24,2\n", ["rows 2 and 3", "2022-02-24", "\"a\""]),
        ("date,a\n2022-02-24,1\n2202-02-25,2\n", ["2202-02-25", "row 3", "mistyped"]),
        ("date,a,a\n2022-02-24,1,2\n", ["column 3", "\"a\"", "name of its own"]),
        ("date,,b\n2022-02-24,1,2\n", ["column 2", "\"\"", "name of its own"]),
        ("date\n2022-02-24\n", ["one column only", "\"date\"", "at least one series"]),
        ("date,a\n", ["no rows", "heading", "row per day"]),
        ("", ["no rows", "heading", "row per day"]),
    ] {
        let error = error(text);
        for part in parts {
            assert!(error.contains(part), "{text:?} gives {error:?} without {part:?}");
        }
    }
    let utf16: Vec<u8> = "date,a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(Table::read(utf16.as_slice()).unwrap_err().to_string().contains("UTF-8"));
    let latin = b"date,caf\xe9\n2022-02-24,1\n".as_slice();
    assert!(Table::read(latin).unwrap_err().to_string().contains("UTF-8"));
}

#[test]
fn the_same_day_in_both_orders_is_no_question() {
    let table = read("date,a\n05/05/2022,1\n06/06/2022,2\n").unwrap();
    assert_eq!(table.series[0].first().to_string(), "2022-05-05");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Table::read(bytes.as_slice());
    }

    #[test]
    fn no_text_like_a_table_makes_it_panic(
        text in "(date|day)?[,;\t]a[,;\t]b\n([0-9]{0,4}[-/. T:]?[0-9]{0,2}[-/.,;\t]?[0-9é-]{0,4}[,;\t]?[0-9.,]{0,6}\n){0,8}"
    ) {
        if let Ok(table) = read(&text) {
            prop_assert!(table.reading.days < 1000);
        }
    }
}
