//! Positions and places: where a post may come from, and the place object that goes with it.
//! All positions are in millionths of a degree, lon before lat.

use super::cities::{CITIES, COUNTRIES, Country};
use super::events::SPOTS;
use super::random::{Random, Weighted};

/// A position: lon, lat in millionths of a degree.
pub type Position = (i64, i64);

/// A city or a spot on a route.
pub struct Locality {
    /// Its name.
    pub name: &'static str,
    /// Its country.
    pub country: &'static Country,
    /// Its centre.
    pub center: Position,
    /// Half the height of its box.
    pub reach: i64,
}

/// What kind of thing a place object describes; the names are those of the API.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceType {
    Country,
    Admin,
    City,
    Neighborhood,
    Poi,
}

impl PlaceType {
    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Admin => "admin",
            Self::City => "city",
            Self::Neighborhood => "neighborhood",
            Self::Poi => "poi",
        }
    }
}

/// The place object of a post.
#[derive(Clone)]
pub struct Place {
    /// Its id: 16 hexadecimal digits.
    pub id: String,
    /// What it is.
    pub kind: PlaceType,
    /// Its name.
    pub name: String,
    /// Its name with the one of what it lies in.
    pub full_name: String,
    /// Its country.
    pub country: &'static Country,
    /// West, south, east, north. West exceeds east where it crosses the antimeridian.
    pub bounds: [i64; 4],
}

/// Regions: name, country, west, south, east, north.
const REGIONS: [(&str, &str, [f64; 4]); 11] = [
    ("Bayern", "DE", [8.98, 47.27, 13.84, 50.56]),
    ("Sachsen", "DE", [11.87, 50.17, 15.04, 51.68]),
    ("Lombardia", "IT", [8.50, 44.68, 11.43, 46.64]),
    ("Sicilia", "IT", [11.93, 35.49, 15.65, 38.81]),
    ("Andalucía", "ES", [-7.52, 36.00, -1.63, 38.73]),
    ("Île-de-France", "FR", [1.45, 48.12, 3.56, 49.24]),
    ("Hauts-de-France", "FR", [1.38, 48.84, 4.26, 51.09]),
    ("Scotland", "GB", [-8.65, 54.63, -0.73, 60.86]),
    ("Βόρειο Αιγαίο", "GR", [24.90, 37.50, 27.20, 40.05]),
    ("Κεντρική Μακεδονία", "GR", [21.90, 39.90, 24.40, 41.50]),
    ("Northern", "FJ", [178.40, -17.10, -179.60, -16.00]),
];

/// All localities, and how likely posts come from each.
pub struct Atlas {
    localities: Vec<Locality>,
    by_population: Weighted,
    capitals: Weighted,
}

impl Atlas {
    pub fn new() -> Self {
        let cities = CITIES.iter().map(|city| Locality {
            name: city.name,
            country: country(city.country),
            center: (micro(city.lon), micro(city.lat)),
            reach: 30_000 + city.thousands.isqrt() as i64 * 1_500,
        });
        let spots = SPOTS.iter().map(|spot| Locality {
            name: spot.name,
            country: country(spot.country),
            center: (micro(spot.lon), micro(spot.lat)),
            reach: 9_000,
        });
        Self {
            localities: cities.chain(spots).collect(),
            by_population: Weighted::new(CITIES.iter().map(|city| city.thousands)),
            capitals: Weighted::new(
                CITIES.iter().map(|city| if city.capital { city.thousands } else { 0 }),
            ),
        }
    }

    pub fn get(&self, index: usize) -> &Locality {
        &self.localities[index]
    }

    /// The locality of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.localities.iter().position(|locality| locality.name == name)
    }

    /// A city, by population.
    pub fn city(&self, random: &mut Random) -> usize {
        self.by_population.draw(random)
    }

    /// A capital, by population.
    pub fn capital(&self, random: &mut Random) -> usize {
        self.capitals.draw(random)
    }

    /// A spot on the routes that had attention in a year; `None` before the first.
    pub fn spot(year: i16, random: &mut Random) -> Option<usize> {
        let weights = SPOTS.iter().map(|spot| {
            if (spot.years.0..=spot.years.1).contains(&year) { spot.weight } else { 0 }
        });
        let weighted = Weighted::new(weights);
        (weighted.total() > 0).then(|| CITIES.len() + weighted.draw(random))
    }

    /// A position in a locality, dense in its middle.
    pub fn position(&self, index: usize, random: &mut Random) -> Position {
        let Locality { center: (lon, lat), reach, .. } = self.localities[index];
        (lon + random.bell(reach * 3 / 2), lat + random.bell(reach))
    }

    /// A place object of a locality; a region or POI falls back to the city where there is none.
    pub fn place(&self, index: usize, kind: PlaceType, random: &mut Random) -> Place {
        let locality = &self.localities[index];
        match kind {
            PlaceType::Country => country_place(locality.country),
            PlaceType::Admin => {
                region_place(locality.country.code, random).unwrap_or_else(|| city_place(locality))
            }
            PlaceType::City => city_place(locality),
            PlaceType::Neighborhood | PlaceType::Poi => detail_place(locality, kind, random),
        }
    }
}

/// The region in Fiji whose box crosses the antimeridian.
pub fn antimeridian_place(random: &mut Random) -> Place {
    region_place("FJ", random).unwrap_or_else(|| country_place(country("FJ")))
}

fn country_place(country: &'static Country) -> Place {
    place(PlaceType::Country, country.name, country.name, country, country.extent.map(micro))
}

fn region_place(code: &str, random: &mut Random) -> Option<Place> {
    let here: Vec<_> = REGIONS.iter().filter(|region| region.1 == code).collect();
    if here.is_empty() {
        return None;
    }
    let (name, code, extent) = random.pick(&here);
    let country = country(code);
    let full_name = format!("{name}, {}", country.name);
    Some(place(PlaceType::Admin, name, &full_name, country, extent.map(micro)))
}

fn city_place(locality: &Locality) -> Place {
    let full_name = format!("{}, {}", locality.name, locality.country.name);
    let bounds = around(locality.center, locality.reach);
    place(PlaceType::City, locality.name, &full_name, locality.country, bounds)
}

/// A quarter of a city, or a point in it, of which the API gives a box without extent.
fn detail_place(locality: &Locality, kind: PlaceType, random: &mut Random) -> Place {
    let names: [&str; 3] = match (locality.country.language, kind) {
        ("de", PlaceType::Poi) => ["Hauptbahnhof", "Rathaus", "Marktplatz"],
        ("it", PlaceType::Poi) => ["Stazione Centrale", "Municipio", "Mercato"],
        ("es", PlaceType::Poi) => ["Estación", "Ayuntamiento", "Mercado"],
        ("fr", PlaceType::Poi) => ["Gare", "Mairie", "Marché couvert"],
        ("el", PlaceType::Poi) => ["Σταθμός", "Δημαρχείο", "Αγορά"],
        (_, PlaceType::Poi) => ["Central Station", "Town Hall", "Market Square"],
        ("de", _) => ["Altstadt", "Neustadt", "Nord"],
        ("it", _) => ["Centro storico", "Porto", "Stazione"],
        ("es" | "fr", _) => ["Centre", "Port", "Nord"],
        ("el", _) => ["Κέντρο", "Λιμάνι", "Άνω Πόλη"],
        _ => ["Old Town", "Harbour", "North End"],
    };
    let choice = random.below(3);
    let name = names[choice as usize];
    let (lon, lat) = locality.center;
    let offset = locality.reach * (choice as i64 - 1) / 3;
    let reach = if kind == PlaceType::Poi { 0 } else { locality.reach / 5 };
    let bounds = around((lon + offset, lat + offset / 2), reach);
    let full_name = format!("{name}, {}", locality.name);
    place(kind, name, &full_name, locality.country, bounds)
}

fn place(
    kind: PlaceType,
    name: &str,
    full_name: &str,
    country: &'static Country,
    bounds: [i64; 4],
) -> Place {
    // FNV-1a: an id that follows from the place alone.
    let id =
        kind.name().bytes().chain(full_name.bytes()).fold(0xCBF2_9CE4_8422_2325_u64, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3)
        });
    Place {
        id: format!("{id:016x}"),
        kind,
        name: name.to_owned(),
        full_name: full_name.to_owned(),
        country,
        bounds,
    }
}

fn around((lon, lat): Position, reach: i64) -> [i64; 4] {
    [lon - reach * 3 / 2, lat - reach, lon + reach * 3 / 2, lat + reach]
}

/// The country of a code. Every code in this program is in the list; a test walks them all.
fn country(code: &str) -> &'static Country {
    let index = COUNTRIES.iter().position(|country| country.code == code).unwrap_or_default();
    &COUNTRIES[index]
}

fn micro(degrees: f64) -> i64 {
    (degrees * 1e6).round() as i64
}
