use super::*;
use crate::grid::tiling::Tiling;

fn table(counts: &[u32], columns: Columns) -> Table {
    let tiling = Tiling::Geohash(3);
    let rows = counts.iter().enumerate().map(|(number, count)| {
        let cell = tiling.cell(number as f64 * 3.0, 10.0).unwrap();
        let value = f64::from(*count);
        Row {
            key: Key { month: 0, tiling, cell },
            values: vec![Estimate { value, lo: value * 0.9, hi: value * 1.1 }],
            beside: vec![10.0],
            chi: None,
            expected: 0.0,
        }
    });
    Table::new(vec![Metric::Post], columns, rows.collect(), Scheme::Quantile, 4)
}

#[test]
fn columns_come_in_the_order_of_the_contract() {
    let names = |columns| -> Vec<String> {
        table(&[1], columns).header().into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(Columns::default()), ["cell", "lon", "lat", "posts", "class"]);
    let all =
        Columns { months: true, intervals: true, rates: true, chi: true, beside: Beside::Exact };
    let wanted = [
        "month",
        "cell",
        "lon",
        "lat",
        "posts",
        "class",
        "posts_lo",
        "posts_hi",
        "posts_exact",
        "posts_error",
        "area_km2",
        "posts_per_km2",
        "expected",
        "chi",
        "significant",
    ];
    assert_eq!(names(all), wanted);
    let all = table(&[1], Columns { chi: false, ..all });
    assert_eq!(all.record(&all.rows[0]).len(), all.header().len());
}

#[test]
fn classes_of_change_have_a_sign() {
    let table =
        table(&[2, 10, 11, 30, 50], Columns { beside: Beside::Before, ..Columns::default() });
    let classes: Vec<i64> = table.rows.iter().map(|row| table.class(row)).collect();
    assert_eq!(classes.iter().filter(|class| **class == 0).count(), 1);
    assert_eq!(classes.iter().filter(|class| **class < 0).count(), 1);
    let legend = table.legend();
    assert_eq!(legend.iter().map(|entry| entry.count).sum::<usize>(), 5);
    assert!(legend.iter().any(|entry| entry.label == "no change"));
}

#[test]
fn ranges_of_whole_numbers_do_not_overlap() {
    let table = table(&[1, 2, 5, 900, 1000, 1200], Columns::default());
    let labels: Vec<String> = table.legend().into_iter().map(|entry| entry.label).collect();
    assert_eq!(labels.last().unwrap(), "1 – 2");
    assert!(labels[0].ends_with("1,200"), "{labels:?}");
}

#[test]
fn months_have_names() {
    assert_eq!(month_name(2016 * 12 + 1), "2016-02");
}
