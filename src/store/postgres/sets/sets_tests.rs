use super::SetTable;
use crate::facet::BASES;

const DDL: &str = include_str!("../../../../sql/hlldb.sql");

/// The columns that a `CREATE TABLE` of the DDL declares, in order.
fn declared(table: &str) -> Vec<String> {
    let start = format!("CREATE TABLE IF NOT EXISTS {table} (");
    let (_, rest) = DDL.split_once(&start).unwrap_or_else(|| panic!("{table} is not declared"));
    let (body, _) = rest.split_once("\n);").unwrap();
    let (columns, _) = body.split_once("PRIMARY KEY").unwrap();
    columns
        .replace("(Point,4326)", "")
        .replace("(Polygon,4326)", "")
        .replace("(11,5,0,1)", "")
        .split(',')
        .filter_map(|column| column.split_whitespace().next())
        .map(|name| name.trim_matches('"').to_owned())
        .collect()
}

#[test]
fn the_ddl_declares_every_base_with_its_columns_in_order() {
    for base in BASES {
        let table = SetTable::new(base);
        let name = table.name().replacen('"', "", 2);
        let expected: Vec<&str> = table.columns().map(|(name, _)| name).collect();
        assert_eq!(declared(&name), expected, "{name}");
    }
    assert_eq!(DDL.matches("CREATE TABLE").count(), BASES.len());
}
