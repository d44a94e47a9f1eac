use super::*;

fn mentioned(places: &Places, text: &str) -> Vec<String> {
    let hits = places.finder().find(Some(text), &[""; 0], None);
    hits.iter().map(|(number, _)| places.names()[usize::from(*number)].clone()).collect()
}

#[test]
fn the_ready_list_of_ukraine_knows_cases_and_transcriptions() {
    let places = Places::load("ukraine").expect("the bundled list");
    for text in ["У Києві вибухи", "КИЇВ", "из Киева", "in Kyiv", "Kiev", "#Kyiv", "київські"]
    {
        assert_eq!(mentioned(&places, text), ["Kyiv"], "{text}");
    }
    assert_eq!(mentioned(&places, "зі Львова до Кам\u{2019}янського"), ["Lviv", "Kamianske"]);
    assert!(mentioned(&places, "Warszawa").is_empty());
    assert!(places.names().len() >= 40);
}

#[test]
fn the_list_of_the_world_tells_places_of_one_name_apart() {
    let places = Places::load("world").expect("the bundled list");
    assert_eq!(mentioned(&places, "From Nairobi to São Paulo").len(), 2);
    assert!(places.names().len() > 1000);
}

#[test]
fn lists_with_faults_name_the_line() {
    let fault = |text| Places::parse(text, "P.txt").expect_err("faulty").to_string();
    assert!(fault("A\n\n!: b").starts_with("P.txt:3: \"!\" has no letter"));
    assert!(fault("A: b\nA").starts_with("P.txt:2: \"A\" is in the list already"));
    assert!(fault("# none\n").contains("lists 0 places"));
    assert!(Places::load("/nowhere/at all").is_err());
}
