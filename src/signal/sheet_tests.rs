use super::*;

fn fault(text: &str) -> String {
    let sheet = Sheet::read(text.as_bytes()).unwrap();
    sheet.number(sheet.rows.len() - 1, 1).unwrap_err().to_string()
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_does() {
    for (text, row) in [
        ("day,x\n2022-03-01,1\n2022-03-02,a\n", 3),
        // Blank lines are rows, the fields of others may be empty.
        ("day,x\n\n2022-03-01,1\n,\n\n2022-03-02,a\n", 6),
        ("\u{feff}day;x\r\n\r\n2022-03-01;1\r\n\r\n2022-03-02;a\r\n", 5),
        // A line break in a field begins no row.
        ("day,x,note\n2022-03-01,1,\"one\n\ntwo\"\n2022-03-02,a,\n", 3),
    ] {
        assert!(fault(text).starts_with(&format!("row {row}, ")), "{} of {text:?}", fault(text));
    }
}

#[test]
fn answers_in_json_are_tables() {
    for text in [
        r#"[{"day":"20220301","value":1},{"day":"20220302","value":"a"}]"#,
        "\u{feff}{\"success\":true,\"data\":[{\"day\":\"20220301\"},{\"day\":\"20220302\",\"value\":\"a\"}]}",
        r#"{"timeline":[{"series":"Tone","data":[{"day":"20220301T000000Z","value":1},{"day":"20220302T000000Z","value":"a"}]}]}"#,
    ] {
        let sheet = Sheet::read(text.as_bytes()).unwrap();
        let days = sheet.days(sheet.require(&["day"]).unwrap()).unwrap();
        assert_eq!(
            days.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["2022-03-01", "2022-03-02"]
        );
        let fault = sheet.number(1, sheet.require(&["value"]).unwrap()).unwrap_err().to_string();
        assert!(fault.starts_with("row 2, column \"value\": \"a\""), "{fault}");
    }
    for (text, expected) in
        [("{\"a\":1}", "neither a list"), ("[{", "no JSON"), ("[]", "no record")]
    {
        let fault = Sheet::read(text.as_bytes()).unwrap_err().to_string();
        assert!(fault.contains(expected), "{fault}");
    }
}
