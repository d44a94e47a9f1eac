use super::*;

fn read(text: &str) -> (Vec<Sighting>, Skipped) {
    let mut found = Vec::new();
    let skipped =
        read_points(text.as_bytes(), &mut |batch| found.extend_from_slice(batch)).unwrap();
    (found, skipped)
}

#[test]
fn columns_are_found_by_name_and_delimiters_by_sight() {
    for text in [
        "post_guid,lat,lng,user_guid,date\na,52.5,13.4,u,2016-02-24\n",
        "\u{feff}Latitude;LONGITUDE;user_id;created_at\n52.5;13.4;u;2016-02-24T10:00:00Z\n",
        "x\ty\tuser\ttime\n13.4\t52.5\tu\t2016-02-24 10:00\n",
    ] {
        let (found, skipped) = read(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].at, (13.4, 52.5));
        assert_eq!(found[0].month, Some(2016 * 12 + 1));
        assert!(found[0].user.is_some() && found[0].user_day.is_some() && skipped.is_empty());
    }
}

#[test]
fn rows_without_a_place_are_told_by_reason() {
    let (found, skipped) = read(
        "lon,lat\nNaN,1\n,\n1,2\n0,0\n181,0\n0,91\n1;5,2\ninf,2\n7\n-180,90\n180,-90\n0,1e-9\n",
    );
    assert_eq!(found.len(), 4);
    let wanted = Skipped::from([
        ("position is 0, 0", 1),
        ("position is not a number", 3),
        ("position is not on the globe", 2),
        ("without position", 2),
    ]);
    assert_eq!(skipped, wanted);
}

#[test]
fn a_table_without_coordinates_is_refused() {
    let error = read_points("a,b\n1,2\n".as_bytes(), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("no column of longitude"), "{error}");
    assert!(read_points("".as_bytes(), &mut |_| {}).is_err());
}
