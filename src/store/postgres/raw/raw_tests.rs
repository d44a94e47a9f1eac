use super::column::LEFT_ALONE;
use super::places;
use super::stub::REFERENCES;
use crate::store::raw::RAW_TABLES;

const DDL: &str = include_str!("../../../../sql/rawdb.sql");

#[test]
fn what_is_named_exists() {
    let columns = |table: &str| {
        let table = RAW_TABLES.iter().find(|raw| raw.name == table);
        table.map_or(&[][..], |table| table.columns)
    };
    for (table, left) in LEFT_ALONE {
        for name in left {
            assert!(columns(table).iter().any(|column| column.name == *name), "{table}.{name}");
        }
    }
    for (table, name, target) in REFERENCES {
        assert!(columns(table).iter().any(|column| column.name == name), "{table}.{name}");
        assert!(!columns(target).is_empty(), "{target}");
    }
}

#[test]
fn the_ddl_declares_every_table_and_column() {
    for place in places() {
        let name = place.name().replace('"', "");
        let (schema, table) = name.split_once('.').unwrap();
        let start = [format!("EXISTS {name} ("), format!("EXISTS {schema}.\"{table}\" (")]
            .into_iter()
            .find_map(|start| DDL.split_once(&start))
            .unwrap_or_else(|| panic!("{name} is not declared"));
        let body = start.1.split_once("\n);").unwrap().0;
        for (column, _) in place.columns() {
            let words: Vec<&str> = body.split([' ', '\n', ',']).collect();
            assert!(words.contains(&column.as_str()), "{name}.{column}");
        }
    }
}
