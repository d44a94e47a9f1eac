//! From longitude and latitude to the plane and back, in projections that keep areas.
//!
//! Lambert's azimuthal projection is that of `proj4rs`.

use super::mollweide::{inverse_mollweide, mollweide};
use proj4rs::Proj;
use proj4rs::transform::transform;

/// A projection that keeps areas.
#[derive(Debug)]
pub enum Projection {
    /// Mollweide: the world as an ellipse around a central meridian (degrees).
    Mollweide {
        /// The meridian in the middle.
        center: f64,
    },
    /// Lambert's azimuthal projection.
    Laea {
        /// Where it touches the globe: longitude and latitude in degrees.
        center: (f64, f64),
        /// The projection of `proj4rs`, and the coordinates that it starts from.
        proj: Box<(Proj, Proj)>,
    },
}

impl Projection {
    /// Mollweide around a meridian.
    pub fn mollweide(center: f64) -> Self {
        Self::Mollweide { center }
    }

    /// Lambert azimuthal around a point, in metres on WGS 84.
    ///
    /// # Errors
    /// The centre is not on the globe.
    pub fn laea(lon: f64, lat: f64) -> Result<Self, proj4rs::errors::Error> {
        Self::lambert(
            (lon, lat),
            &format!("+proj=laea +lat_0={lat} +lon_0={lon} +ellps=WGS84 +units=m"),
        )
    }

    /// EPSG:3035, ETRS89-extended / LAEA Europe.
    ///
    /// # Errors
    /// None, unless `proj4rs` forgets what it can do.
    pub fn laea_europe() -> Result<Self, proj4rs::errors::Error> {
        let definition =
            "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m";
        Self::lambert((10.0, 52.0), definition)
    }

    fn lambert(center: (f64, f64), definition: &str) -> Result<Self, proj4rs::errors::Error> {
        // The same ellipsoid on both sides: no datum is shifted (ETRS89 and WGS 84 agree to a metre).
        let ellipsoid = if definition.contains("GRS80") { "GRS80" } else { "WGS84" };
        let globe = Proj::from_proj_string(&format!("+proj=longlat +ellps={ellipsoid}"))?;
        Ok(Self::Laea { center, proj: Box::new((globe, Proj::from_proj_string(definition)?)) })
    }

    /// From degrees to metres; `None` where the projection has no place for the point.
    pub fn forward(&self, lon: f64, lat: f64) -> Option<[f64; 2]> {
        match self {
            Self::Mollweide { center } => Some(mollweide(turned(lon - center), lat)),
            Self::Laea { center, proj } => {
                // The point opposite the centre is a circle on the map.
                let opposite = turned(lon - center.0).abs() > 179.9 && (lat + center.1).abs() < 0.1;
                let mut point = (lon.to_radians(), lat.to_radians());
                (!opposite && transform(&proj.0, &proj.1, &mut point).is_ok())
                    .then_some([point.0, point.1])
            }
        }
    }

    /// From metres to degrees; `None` outside of the map.
    pub fn inverse(&self, x: f64, y: f64) -> Option<[f64; 2]> {
        match self {
            Self::Mollweide { center } => {
                let [lon, lat] = inverse_mollweide(x, y)?;
                Some([if *center == 0.0 { lon } else { turned(lon + center) }, lat])
            }
            Self::Laea { proj, .. } => {
                let mut point = (x, y);
                transform(&proj.1, &proj.0, &mut point).ok()?;
                let degrees = [point.0.to_degrees(), point.1.to_degrees()];
                degrees.iter().all(|value| value.is_finite()).then_some(degrees)
            }
        }
    }
}

/// A longitude within a half turn; what is within already stays to the last bit.
pub(crate) fn turned(lon: f64) -> f64 {
    if (-180.0..=180.0).contains(&lon) { lon } else { lon - 360.0 * (lon / 360.0).round() }
}

#[cfg(test)]
#[path = "projection_tests.rs"]
mod tests;
