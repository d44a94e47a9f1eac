//! Where people live: cities of Europe and its neighbours, and the countries they lie in.
//!
//! Names, positions (lon, lat) and rounded populations are general knowledge, written down by
//! hand; extents of countries are rounded to half a degree.

/// A country.
pub struct Country {
    /// ISO 3166 code.
    pub code: &'static str,
    /// English name.
    pub name: &'static str,
    /// Language that most posts from there are in.
    pub language: &'static str,
    /// West, south, east, north in degrees.
    pub extent: [f64; 4],
}

/// A city.
pub struct City {
    /// Its name.
    pub name: &'static str,
    /// ISO 3166 code of its country.
    pub country: &'static str,
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
    /// Inhabitants in thousands, of the city or of the area around it; a weight, no statistics.
    pub thousands: u64,
    /// Whether it is the capital.
    pub capital: bool,
}

const fn country(
    code: &'static str,
    name: &'static str,
    language: &'static str,
    extent: [f64; 4],
) -> Country {
    Country { code, name, language, extent }
}

const fn city(
    name: &'static str,
    country: &'static str,
    lon: f64,
    lat: f64,
    thousands: u64,
) -> City {
    City { name, country, lon, lat, thousands, capital: false }
}

const fn capital(
    name: &'static str,
    country: &'static str,
    lon: f64,
    lat: f64,
    thousands: u64,
) -> City {
    City { name, country, lon, lat, thousands, capital: true }
}

/// The countries, by code.
pub const COUNTRIES: [Country; 33] = [
    country("AT", "Austria", "de", [9.5, 46.5, 17.0, 49.0]),
    country("BA", "Bosnia and Herzegovina", "en", [15.5, 42.5, 19.5, 45.5]),
    country("BE", "Belgium", "fr", [2.5, 49.5, 6.5, 51.5]),
    country("BG", "Bulgaria", "en", [22.5, 41.0, 28.5, 44.0]),
    country("CH", "Switzerland", "de", [6.0, 46.0, 10.5, 48.0]),
    country("CY", "Cyprus", "el", [32.0, 34.5, 34.5, 35.5]),
    country("CZ", "Czech Republic", "en", [12.0, 48.5, 19.0, 51.0]),
    country("DE", "Germany", "de", [6.0, 47.5, 15.0, 55.0]),
    country("DK", "Denmark", "en", [8.0, 54.5, 15.0, 58.0]),
    country("ES", "Spain", "es", [-18.0, 27.5, 4.5, 44.0]),
    country("FI", "Finland", "en", [20.5, 59.5, 31.5, 70.0]),
    country("FJ", "Fiji", "en", [177.0, -19.5, -178.0, -16.0]),
    country("FR", "France", "fr", [-5.0, 42.5, 9.5, 51.0]),
    country("GB", "United Kingdom", "en", [-8.5, 50.0, 2.0, 61.0]),
    country("GR", "Greece", "el", [19.5, 35.0, 28.5, 41.5]),
    country("HR", "Croatia", "en", [13.5, 42.5, 19.5, 46.5]),
    country("HU", "Hungary", "en", [16.0, 45.5, 23.0, 48.5]),
    country("IE", "Ireland", "en", [-10.5, 51.5, -6.0, 55.5]),
    country("IT", "Italy", "it", [6.5, 35.5, 18.5, 47.0]),
    country("LB", "Lebanon", "ar", [35.0, 33.0, 36.5, 34.5]),
    country("MK", "North Macedonia", "en", [20.5, 41.0, 23.0, 42.5]),
    country("MT", "Malta", "en", [14.0, 35.5, 14.5, 36.0]),
    country("NL", "The Netherlands", "en", [3.5, 51.0, 7.0, 53.5]),
    country("NO", "Norway", "en", [4.5, 58.0, 31.0, 71.0]),
    country("PL", "Poland", "en", [14.0, 49.0, 24.0, 55.0]),
    country("PT", "Portugal", "es", [-9.5, 37.0, -6.0, 42.0]),
    country("RO", "Romania", "en", [20.5, 43.5, 29.5, 48.5]),
    country("RS", "Serbia", "en", [19.0, 42.0, 23.0, 46.0]),
    country("RU", "Russia", "ru", [27.5, 43.0, 60.0, 69.0]),
    country("SE", "Sweden", "en", [11.0, 55.5, 24.0, 69.0]),
    country("SI", "Slovenia", "en", [13.5, 45.5, 16.5, 47.0]),
    country("TR", "Turkey", "tr", [26.0, 36.0, 45.0, 42.0]),
    country("UA", "Ukraine", "uk", [22.0, 44.5, 40.0, 52.5]),
];

/// The cities.
pub const CITIES: [City; 84] = [
    capital("London", "GB", -0.1276, 51.5072, 8900),
    city("Birmingham", "GB", -1.8904, 52.4862, 1140),
    city("Manchester", "GB", -2.2426, 53.4808, 550),
    city("Glasgow", "GB", -4.2518, 55.8642, 630),
    city("Leeds", "GB", -1.5491, 53.8008, 790),
    city("Bristol", "GB", -2.5879, 51.4545, 460),
    city("Edinburgh", "GB", -3.1883, 55.9533, 520),
    capital("Dublin", "IE", -6.2603, 53.3498, 1170),
    capital("Berlin", "DE", 13.4050, 52.5200, 3640),
    city("Hamburg", "DE", 9.9937, 53.5511, 1840),
    city("München", "DE", 11.5820, 48.1351, 1480),
    city("Köln", "DE", 6.9603, 50.9375, 1080),
    city("Frankfurt am Main", "DE", 8.6821, 50.1109, 760),
    city("Stuttgart", "DE", 9.1829, 48.7758, 630),
    city("Düsseldorf", "DE", 6.7735, 51.2277, 620),
    city("Leipzig", "DE", 12.3731, 51.3397, 590),
    city("Dresden", "DE", 13.7373, 51.0504, 550),
    city("Hannover", "DE", 9.7320, 52.3759, 530),
    city("Bremen", "DE", 8.8017, 53.0793, 560),
    city("Freiburg", "DE", 7.8421, 47.9990, 230),
    capital("Wien", "AT", 16.3738, 48.2082, 1900),
    city("Graz", "AT", 15.4395, 47.0707, 290),
    city("Salzburg", "AT", 13.0550, 47.8095, 155),
    capital("Bern", "CH", 7.4474, 46.9480, 133),
    city("Zürich", "CH", 8.5417, 47.3769, 430),
    city("Genève", "CH", 6.1432, 46.2044, 200),
    capital("Roma", "IT", 12.4964, 41.9028, 2800),
    city("Milano", "IT", 9.1900, 45.4642, 1370),
    city("Napoli", "IT", 14.2681, 40.8518, 950),
    city("Torino", "IT", 7.6869, 45.0703, 870),
    city("Palermo", "IT", 13.3615, 38.1157, 660),
    city("Bologna", "IT", 11.3426, 44.4949, 390),
    city("Firenze", "IT", 11.2558, 43.7696, 370),
    city("Catania", "IT", 15.0830, 37.5079, 310),
    city("Bari", "IT", 16.8719, 41.1171, 320),
    city("Trieste", "IT", 13.7768, 45.6495, 200),
    capital("Madrid", "ES", -3.7038, 40.4168, 3220),
    city("Barcelona", "ES", 2.1734, 41.3851, 1620),
    city("València", "ES", -0.3763, 39.4699, 790),
    city("Sevilla", "ES", -5.9845, 37.3891, 690),
    city("Málaga", "ES", -4.4214, 36.7213, 570),
    city("Bilbao", "ES", -2.9350, 43.2630, 350),
    city("A Coruña", "ES", -8.4115, 43.3623, 245),
    city("Las Palmas de Gran Canaria", "ES", -15.4363, 28.1235, 380),
    capital("Lisboa", "PT", -9.1393, 38.7223, 510),
    city("Porto", "PT", -8.6291, 41.1579, 240),
    capital("Paris", "FR", 2.3522, 48.8566, 2160),
    city("Marseille", "FR", 5.3698, 43.2965, 860),
    city("Lyon", "FR", 4.8357, 45.7640, 520),
    city("Toulouse", "FR", 1.4442, 43.6047, 480),
    city("Nice", "FR", 7.2620, 43.7102, 340),
    city("Nantes", "FR", -1.5536, 47.2184, 310),
    city("Strasbourg", "FR", 7.7521, 48.5734, 280),
    city("Lille", "FR", 3.0573, 50.6292, 230),
    city("Bordeaux", "FR", -0.5792, 44.8378, 250),
    capital("Bruxelles", "BE", 4.3517, 50.8503, 1210),
    city("Liège", "BE", 5.5797, 50.6326, 200),
    capital("Αθήνα", "GR", 23.7275, 37.9838, 3150),
    city("Θεσσαλονίκη", "GR", 22.9444, 40.6401, 1000),
    city("Πάτρα", "GR", 21.7346, 38.2466, 170),
    city("Ηράκλειο", "GR", 25.1442, 35.3387, 140),
    capital("Λευκωσία", "CY", 33.3823, 35.1856, 240),
    capital("Amsterdam", "NL", 4.9041, 52.3676, 870),
    city("Rotterdam", "NL", 4.4777, 51.9244, 650),
    capital("København", "DK", 12.5683, 55.6761, 630),
    capital("Stockholm", "SE", 18.0686, 59.3293, 970),
    city("Malmö", "SE", 13.0038, 55.6050, 340),
    capital("Oslo", "NO", 10.7522, 59.9139, 690),
    capital("Helsinki", "FI", 24.9384, 60.1699, 650),
    capital("Warszawa", "PL", 21.0122, 52.2297, 1790),
    city("Kraków", "PL", 19.9450, 50.0647, 780),
    capital("Praha", "CZ", 14.4378, 50.0755, 1310),
    capital("Budapest", "HU", 19.0402, 47.4979, 1750),
    capital("Beograd", "RS", 20.4489, 44.7866, 1380),
    capital("Zagreb", "HR", 15.9819, 45.8150, 800),
    capital("Sofia", "BG", 23.3219, 42.6977, 1240),
    capital("București", "RO", 26.1025, 44.4268, 1830),
    capital("Ljubljana", "SI", 14.5058, 46.0569, 290),
    capital("Skopje", "MK", 21.4314, 41.9973, 540),
    city("İstanbul", "TR", 28.9784, 41.0082, 1500),
    city("İzmir", "TR", 27.1428, 38.4237, 500),
    city("Москва", "RU", 37.6173, 55.7558, 700),
    capital("Київ", "UA", 30.5234, 50.4501, 500),
    capital("بيروت", "LB", 35.5018, 33.8938, 300),
];
