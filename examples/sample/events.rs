//! What moved the topic: places on the routes of 2015 to 2020, and dates on which much was
//! written. Dates and positions (lon, lat) are public facts; the amplitudes are invented.

use jiff::civil::{Date, date};

/// A place where the topic happens.
pub struct Spot {
    /// Its name.
    pub name: &'static str,
    /// ISO 3166 code of its country.
    pub country: &'static str,
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
    /// First and last year of attention.
    pub years: (i16, i16),
    /// Share of the posts, against the other spots of the year.
    pub weight: u64,
}

const fn spot(
    name: &'static str,
    country: &'static str,
    lon: f64,
    lat: f64,
    years: (i16, i16),
    weight: u64,
) -> Spot {
    Spot { name, country, lon, lat, years, weight }
}

/// The places.
pub const SPOTS: [Spot; 40] = [
    spot("Moria", "GR", 26.5040, 39.1350, (2015, 2021), 30),
    spot("Μυτιλήνη", "GR", 26.5547, 39.1067, (2015, 2021), 20),
    spot("Skala Sykamnias", "GR", 26.3050, 39.3710, (2015, 2017), 9),
    spot("Χίος", "GR", 26.1364, 38.3675, (2015, 2021), 8),
    spot("Σάμος", "GR", 26.9750, 37.7548, (2016, 2021), 10),
    spot("Κως", "GR", 27.2877, 36.8938, (2015, 2016), 6),
    spot("Λέρος", "GR", 26.8500, 37.1300, (2015, 2018), 3),
    spot("Πειραιάς", "GR", 23.6469, 37.9430, (2015, 2017), 12),
    spot("Ειδομένη", "GR", 22.5100, 41.1220, (2015, 2016), 30),
    spot("Καστανιές", "GR", 26.4790, 41.6500, (2019, 2021), 9),
    spot("Edirne", "TR", 26.5557, 41.6771, (2015, 2021), 5),
    spot("Ayvalık", "TR", 26.6930, 39.3190, (2015, 2017), 4),
    spot("Bodrum", "TR", 27.4305, 37.0344, (2015, 2016), 5),
    spot("Gevgelija", "MK", 22.5014, 41.1414, (2015, 2016), 14),
    spot("Tabanovce", "MK", 21.7000, 42.2100, (2015, 2016), 5),
    spot("Preševo", "RS", 21.6492, 42.3069, (2015, 2016), 10),
    spot("Šid", "RS", 19.2264, 45.1283, (2015, 2018), 6),
    spot("Horgoš", "RS", 19.9700, 46.1560, (2015, 2017), 6),
    spot("Röszke", "HU", 20.0370, 46.1870, (2015, 2016), 8),
    spot("Tovarnik", "HR", 19.1520, 45.1650, (2015, 2016), 5),
    spot("Slavonski Brod", "HR", 18.0150, 45.1600, (2015, 2016), 5),
    spot("Dobova", "SI", 15.6580, 45.8960, (2015, 2016), 5),
    spot("Spielfeld", "AT", 15.6360, 46.7060, (2015, 2016), 8),
    spot("Freilassing", "DE", 12.9810, 47.8410, (2015, 2016), 6),
    spot("Passau", "DE", 13.4319, 48.5667, (2015, 2016), 8),
    spot("Bihać", "BA", 15.8700, 44.8170, (2018, 2021), 14),
    spot("Velika Kladuša", "BA", 15.8060, 45.1840, (2018, 2021), 6),
    spot("Calais", "FR", 1.8587, 50.9513, (2015, 2021), 24),
    spot("Grande-Synthe", "FR", 2.3010, 51.0130, (2015, 2021), 9),
    spot("Dover", "GB", 1.3089, 51.1279, (2018, 2021), 8),
    spot("Ventimiglia", "IT", 7.6076, 43.7912, (2015, 2019), 8),
    spot("Brennero", "IT", 11.5060, 47.0070, (2016, 2018), 4),
    spot("Lampedusa", "IT", 12.6090, 35.5020, (2015, 2021), 20),
    spot("Pozzallo", "IT", 14.8490, 36.7300, (2015, 2021), 7),
    spot("Augusta", "IT", 15.2200, 37.2300, (2016, 2019), 5),
    spot("Ceuta", "ES", -5.3162, 35.8894, (2015, 2021), 8),
    spot("Melilla", "ES", -2.9381, 35.2923, (2015, 2021), 7),
    spot("Tarifa", "ES", -5.6060, 36.0130, (2017, 2020), 6),
    spot("Arguineguín", "ES", -15.6800, 27.7600, (2020, 2021), 12),
    spot("Valletta", "MT", 14.5146, 35.8989, (2015, 2021), 4),
];

/// A date from which much was written.
pub struct Event {
    /// The first day.
    pub day: Date,
    /// Posts at the peak, per thousand posts of an ordinary day.
    pub peak: u64,
    /// Days after which half of the attention is gone.
    pub half_life: u64,
    /// Where ([`Spot::name`] or a city's name); empty: all over.
    pub place: &'static str,
    /// Hashtags of its own.
    pub tags: &'static [&'static str],
}

const fn event(
    day: Date,
    peak: u64,
    half_life: u64,
    place: &'static str,
    tags: &'static [&'static str],
) -> Event {
    Event { day, peak, half_life, place, tags }
}

/// The dates.
pub const EVENTS: [Event; 18] = [
    event(date(2015, 9, 4), 2600, 14, "München", &["trainofhope", "refugeeswelcome", "münchen"]),
    event(date(2016, 3, 9), 700, 9, "Ειδομένη", &["idomeni", "opentheborders", "refugeesgr"]),
    event(date(2016, 3, 18), 500, 5, "Bruxelles", &["euturkeydeal", "stopthedeal"]),
    event(date(2016, 5, 24), 350, 3, "Ειδομένη", &["idomeni", "refugeesgr"]),
    event(date(2016, 6, 20), 350, 1, "", &["worldrefugeeday", "withrefugees"]),
    event(date(2016, 10, 24), 650, 4, "Calais", &["calais", "calaisjungle"]),
    event(date(2017, 6, 20), 280, 1, "", &["worldrefugeeday", "withrefugees"]),
    event(date(2018, 6, 11), 600, 6, "València", &["aquarius", "portiaperti", "safepassage"]),
    event(date(2018, 6, 20), 280, 1, "", &["worldrefugeeday", "withrefugees"]),
    event(date(2018, 7, 7), 250, 3, "Berlin", &["seebrücke", "safepassage"]),
    event(date(2019, 6, 20), 280, 1, "", &["worldrefugeeday", "withrefugees"]),
    event(date(2019, 6, 29), 500, 4, "Lampedusa", &["seawatch", "lampedusa", "portiaperti"]),
    event(date(2020, 2, 29), 750, 6, "Καστανιές", &["evros", "έβρος", "wirhabenplatz"]),
    event(date(2020, 3, 10), 300, 8, "Μυτιλήνη", &["leavenoonebehind", "wirhabenplatz", "lesbos"]),
    event(date(2020, 6, 20), 280, 1, "", &["worldrefugeeday", "withrefugees"]),
    event(
        date(2020, 9, 8),
        3000,
        4,
        "Moria",
        &["moria", "moriabrennt", "leavenoonebehind", "μόρια"],
    ),
    event(date(2020, 11, 20), 400, 7, "Arguineguín", &["arguineguín", "canarias"]),
    event(date(2020, 12, 24), 300, 5, "Bihać", &["lipa", "bihac", "leavenoonebehind"]),
];

/// How much an event is written about on a day, per thousand posts of an ordinary day. The
/// second day is the highest; then attention falls hyperbolically.
pub fn attention(event: &Event, day: Date) -> u64 {
    let days = (day - event.day).get_days();
    let Ok(days) = u64::try_from(days) else { return 0 };
    let fade = event.half_life + days.saturating_sub(1);
    let level = event.peak * event.half_life * event.half_life / (fade * fade);
    if days == 0 { level * 6 / 10 } else { level }
}

/// How much the topic is written about without any event: high after 2015, falling since.
pub fn background(day: Date) -> u64 {
    match day.year() {
        ..=2014 => 40,
        2015 => 130,
        2016 => 150 - u64::from(day.month().unsigned_abs()) * 4,
        2017 => 95,
        2018 => 85,
        2019 => 75,
        2020 => 70,
        _ => 65,
    }
}
