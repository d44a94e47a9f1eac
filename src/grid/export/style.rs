//! A style of QGIS: one symbol per class.

use std::fmt::Write as _;

/// A class on a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its number in the column `class`.
    pub class: i64,
    /// Its range of values.
    pub label: String,
    /// How many cells are in it.
    pub count: usize,
    /// Red, green, blue.
    pub colour: [u8; 3],
}

/// The style as QGIS reads it.
pub(super) fn qml(categories: &[Category]) -> String {
    let mut entries = String::new();
    let mut symbols = String::new();
    for (number, Category { class, label, colour: [red, green, blue], .. }) in
        categories.iter().enumerate()
    {
        // Writing to a string cannot fail.
        let _ = write!(
            entries,
            "<category symbol=\"{number}\" value=\"{class}\" type=\"integer\" label=\"{}\" render=\"true\"/>",
            escaped(label)
        );
        let _ = write!(
            symbols,
            "<symbol type=\"fill\" name=\"{number}\" alpha=\"0.9\"><layer class=\"SimpleFill\" enabled=\"1\">\
             <Option type=\"Map\"><Option type=\"QString\" name=\"color\" value=\"{red},{green},{blue},255\"/>\
             <Option type=\"QString\" name=\"outline_style\" value=\"no\"/>\
             <Option type=\"QString\" name=\"style\" value=\"solid\"/></Option></layer></symbol>"
        );
    }
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\
         <qgis version=\"3.22\" styleCategories=\"Symbology\">\
         <renderer-v2 type=\"categorizedSymbol\" attr=\"class\" enableorderby=\"0\">\
         <categories>{entries}</categories><symbols>{symbols}</symbols></renderer-v2>\
         <blendMode>0</blendMode><featureBlendMode>0</featureBlendMode></qgis>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
