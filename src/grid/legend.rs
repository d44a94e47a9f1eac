//! What the classes of a table are called, and how many cells are in each.

use super::table::Table;

/// A class as legends name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the column `class`.
    pub class: i64,
    /// Its range of values.
    pub label: String,
    /// How many cells are in it.
    pub count: usize,
}

impl Table {
    /// The classes from the largest values down; those of signed values with the one in between.
    pub fn legend(&self) -> Vec<Entry> {
        let mut classes: Vec<i64> = (1..=self.classes.count() as i64).collect();
        if self.is_signed() {
            let below: Vec<i64> = classes.iter().map(|class| -class).collect();
            classes.extend(below);
            classes.push(0);
        }
        classes.sort_unstable_by_key(|class| -class);
        let entry = |class: i64| {
            let count = self.rows.iter().filter(|row| self.class(row) == class).count();
            Entry { class, label: self.label(class), count }
        };
        classes.into_iter().map(entry).collect()
    }

    /// Whether all that is mapped are whole numbers.
    fn is_whole(&self) -> bool {
        !self.columns.chi && (self.is_signed() || !self.columns.rates)
    }

    fn label(&self, class: i64) -> String {
        if class == 0 {
            return if self.columns.chi { "not significant" } else { "no change" }.to_owned();
        }
        let number = class.unsigned_abs() as usize;
        let upper = self.classes.breaks.get(number - 1).copied().unwrap_or_default();
        let below = number.checked_sub(2).and_then(|below| self.classes.breaks.get(below)).copied();
        let sign = match (self.is_signed(), class < 0) {
            (false, _) => "",
            (true, false) => "+",
            (true, true) => "−",
        };
        if self.is_whole() {
            // A class of whole numbers begins one above the class below it.
            let lower = below.map_or(self.classes.least, |below| below.floor() + 1.0);
            let upper = upper.floor().max(lower);
            let (lower, upper) = (grouped(lower), grouped(upper));
            return if lower == upper {
                format!("{sign}{lower}")
            } else {
                range(&format!("{sign}{lower}"), &format!("{sign}{upper}"), self.is_signed())
            };
        }
        let lower = below.unwrap_or(self.classes.least);
        let digits = digits(&self.classes.breaks, self.classes.least);
        let text = |value: f64| format!("{sign}{value:.digits$}");
        range(&text(lower), &text(upper), self.is_signed())
    }
}

/// From the one to the other; a dash between numbers with signs is one sign too many.
fn range(lower: &str, upper: &str, signed: bool) -> String {
    let between = if signed { "to" } else { "–" };
    format!("{lower} {between} {upper}")
}

/// So many decimals that no two bounds look alike, and what is more than nothing does not look like it.
fn digits(breaks: &[f64], least: f64) -> usize {
    let all: Vec<f64> = [0.0, least].into_iter().chain(breaks.iter().copied()).collect();
    let differ = |digits: &usize| {
        all.windows(2).all(|pair| {
            pair[1] <= pair[0]
                || format!("{:.*}", *digits, pair[0]) != format!("{:.*}", *digits, pair[1])
        })
    };
    let smallest = usize::from(least.abs() < 10.0);
    (smallest..9).find(differ).unwrap_or(9)
}

/// A whole number with its thousands set apart.
fn grouped(value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}", crate::digits::grouped(&format!("{:.0}", value.abs())))
}
