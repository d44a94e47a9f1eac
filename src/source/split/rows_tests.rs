//! Where rows begin and end, above all around quotes that nobody closed.

use super::*;
use proptest::prelude::*;

/// What a table is cut into, shown in pieces of this size.
fn cut(table: &[u8], width: usize, limit: usize, piece: usize) -> Vec<String> {
    let mut rows = Rows::new(b',', width, limit);
    let (mut window, mut shown, mut found) = (Vec::new(), 0, Vec::new());
    loop {
        let complete = shown == table.len();
        match rows.next(&window, complete) {
            Found::Value { start, end } => {
                found.push(String::from_utf8_lossy(&window[start..end]).into_owned());
            }
            Found::Reject { reason, .. } => found.push(format!("!{}", reason.code())),
            Found::Length => unreachable!("tables have none"),
            Found::More if complete => return found,
            Found::More => {
                let done = rows.done_with();
                rows.shift(done);
                window.drain(..done);
                let end = (shown + piece).min(table.len());
                window.extend_from_slice(&table[shown..end]);
                shown = end;
            }
        }
    }
}

fn rows(table: &str) -> Vec<String> {
    let whole = cut(table.as_bytes(), 2, 1000, 1000);
    for piece in 1..8 {
        assert_eq!(cut(table.as_bytes(), 2, 1000, piece), whole, "{table:?} by {piece}");
    }
    whole
}

#[test]
fn rows_end_at_line_ends_outside_quotes() {
    assert_eq!(rows("a,b\nc,d"), ["a,b", "c,d"]);
    assert_eq!(rows("a,b\r\nc,d\r\n\r\n\n"), ["a,b", "c,d"]);
    assert_eq!(rows("a,b\rc,d\r"), ["a,b", "c,d"]);
    assert_eq!(rows("a,\"b\nb\"\nc,d\n"), ["a,\"b\nb\"", "c,d"]);
    assert_eq!(rows("\"a\r\n\r\na\",b\r\nc,d"), ["\"a\r\n\r\na\",b", "c,d"]);
    assert_eq!(rows("a,\"b \"\"\n\"\" b\"\nc,d\n"), ["a,\"b \"\"\n\"\" b\"", "c,d"]);
    assert_eq!(rows("\0\0a,b\n\0\0\nc,d\n"), ["a,b", "c,d"]);
    assert_eq!(rows(""), Vec::<String>::new());
}

#[test]
fn quotes_within_a_cell_are_text() {
    assert_eq!(rows("a\"a,b\nc,d\n"), ["a\"a,b", "c,d"]);
    assert_eq!(rows("a,b\" \"\nc,d\n"), ["a,b\" \"", "c,d"]);
    assert_eq!(rows("\"a\"a,b\nc,d\n"), ["\"a\"a,b", "c,d"]);
}

#[test]
fn a_wrong_quote_costs_its_line() {
    // Nothing closes it.
    assert_eq!(rows("a,\"b\nc,d\ne,f\n"), ["!bad_quote", "c,d", "e,f"]);
    // The next quoted cell seems to.
    assert_eq!(rows("a,\"b\nc,d\ne,\"f\"\ng,h\n"), ["!bad_quote", "c,d", "e,\"f\"", "g,h"]);
    // That cell has lines of its own.
    let table = "a,\"b\nc,d\ne,\"f\nf\"\ng,h\n";
    assert_eq!(rows(table), ["!bad_quote", "c,d", "e,\"f\nf\"", "g,h"]);
    // It seems to be closed well, but then the columns are too many.
    assert_eq!(rows("a,\"b\nc\",d\ne,f\n"), ["!bad_quote", "c\",d", "e,f"]);
    // Two wrong ones.
    let table = "a,\"b\nc,d\ne,\"f\ng,h\n";
    assert_eq!(rows(table), ["!bad_quote", "c,d", "!bad_quote", "g,h"]);
    // At the very end.
    assert_eq!(rows("a,b\nc,\"d"), ["a,b", "!truncated"]);
    assert_eq!(rows("a,b\nc,\"d\n"), ["a,b", "!bad_quote"]);
}

#[test]
fn the_limit_of_a_record_holds() {
    let long = format!("a,{}\nb,c\n", "x".repeat(100));
    let quoted = format!("a,\"{}\nb,c\n", "x\n".repeat(100));
    for piece in [1, 7, 50, 1000] {
        assert_eq!(cut(long.as_bytes(), 2, 50, piece), ["!too_long", "b,c"], "{piece}");
        let found = cut(quoted.as_bytes(), 2, 50, piece);
        assert_eq!(found[0], "!bad_quote");
        assert_eq!(found.len(), 101, "{piece}");
        assert_eq!(found.last().unwrap(), "b,c");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// However the window moves, the same rows are found, and no byte is lost but in rejects.
    #[test]
    fn windows_make_no_difference(
        table in "[ab,\"\n\r\0]{0,60}",
        piece in 1..20_usize,
        limit in 5..40_usize,
    ) {
        let whole = cut(table.as_bytes(), 2, limit, table.len().max(1));
        prop_assert_eq!(cut(table.as_bytes(), 2, limit, piece), whole);
    }

    /// Where nothing is wrong, rows are those of the csv crate.
    #[test]
    fn rows_are_those_of_the_csv_crate(
        cells in prop::collection::vec(("[ -~\n\r]{0,9}", "[ -~\n\r]{1,9}"), 1..9),
    ) {
        let mut writer = csv::Writer::from_writer(vec![]);
        for (left, right) in &cells {
            writer.write_record([left, right]).unwrap();
        }
        let table = writer.into_inner().unwrap();
        let found = cut(&table, 2, 1000, 13);
        prop_assert_eq!(found.len(), cells.len());
        for (row, (left, right)) in found.iter().zip(&cells) {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(record.iter().collect::<Vec<_>>(), [left, right]);
        }
    }
}
