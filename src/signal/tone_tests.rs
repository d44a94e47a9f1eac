use super::*;

#[test]
fn a_gkg_file_needs_no_heading_and_its_quotation_marks_mean_nothing() {
    let row = |day: &str, tone: &str| {
        let mut fields = [""; 27];
        let record = format!("{day}063000-0");
        let time = format!("{day}063000");
        (fields[0], fields[1], fields[7], fields[15]) = (&record, &time, "\"A", tone);
        fields.join("\t")
    };
    let text = [
        row("20220224", "-3.1,1.2,4.3,5.5,20.1,0.5,400"),
        row("20220224", "-1,1,2,3,20.1,0.5,400"),
        row("20220225", "1,2"),
    ];
    let sheet = gdelt(text[..2].join("\n").as_bytes()).unwrap();
    let mut daily = Daily::default();
    tone(&sheet, None, &mut daily).unwrap();
    let series = daily.series(&TONE.map(str::to_owned), crate::signal::Scale::Raw, f64::NAN);
    assert_eq!(series[0].values(), [6.3]);
    assert_eq!(series[1].values(), [2.2]);
    let fault = tone(&gdelt(text.join("\n").as_bytes()).unwrap(), None, &mut daily).unwrap_err();
    assert_eq!(fault.to_string().split(':').next(), Some("row 3, column \"V1.5TONE\""));
}

#[test]
fn timelines_are_taken_as_they_are() {
    let one =
        "\u{feff}Date,Series,Value\n2022-02-25,Average Tone,-2.5\n2022-02-24,Average Tone,-3.1\n";
    let other = r#"{"timeline":[{"series":"Average Tone","data":[{"date":"20220225T000000Z","value":-2.5},{"date":"20220227T000000Z","value":-1}]}]}"#;
    let mut lines = Timelines::new();
    for text in [one, other] {
        assert!(timelines(&gdelt(text.as_bytes()).unwrap(), &mut lines).unwrap());
    }
    let series = of_timelines(&lines);
    assert_eq!(series.len(), 1);
    assert_eq!(series[0].name, "Average Tone");
    let values: Vec<String> = series[0].values().iter().map(ToString::to_string).collect();
    assert_eq!(values, ["-3.1", "-2.5", "NaN", "-1"]);
    let twice = one.replace("2022-02-25", "2022-02-24");
    let fault = timelines(&gdelt(twice.as_bytes()).unwrap(), &mut Timelines::new()).unwrap_err();
    assert!(fault.to_string().starts_with("row 3: 2022-02-24 is there twice"), "{fault}");
}
