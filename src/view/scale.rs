//! From values to places: linear, by magnitude, by day.

use super::label;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// A way from values to pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    kind: Kind,
    from: f64,
    to: f64,
    first: f64,
    last: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Linear,
    Whole,
    Log,
    Time,
}

/// A value worth a line and a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The value.
    pub value: f64,
    /// How it is written.
    pub label: String,
}

/// A day as a number: since 1970-01-01.
pub fn day(date: Date) -> f64 {
    let since = date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days());
    f64::from(since)
}

impl Scale {
    /// Values from `from` to `to` at pixels from `first` to `last`, evenly. A range of no width is widened.
    pub fn linear(from: f64, to: f64, first: f64, last: f64) -> Self {
        let (from, to) = ordered(from, to);
        let (from, to) = if from < to { (from, to) } else { (from - 0.5, to + 0.5) };
        Self { kind: Kind::Linear, from, to, first, last }
    }

    /// Whole numbers, such as days: there are no ticks between them.
    pub fn whole(from: f64, to: f64, first: f64, last: f64) -> Self {
        Self { kind: Kind::Whole, ..Self::linear(from, to, first, last) }
    }

    /// Values by their magnitude. What is not above 0, or by too little to be a normal number, lies at
    /// the beginning.
    pub fn log(from: f64, to: f64, first: f64, last: f64) -> Self {
        let (from, to) = ordered(from, to);
        let to = if to.is_normal() && to > 0.0 { to } else { 1.0 };
        let from = if from.is_normal() && from > 0.0 { from } else { to / 1000.0 };
        let (from, to) = if from < to { (from, to) } else { (from / 2.0, to * 2.0) };
        Self { kind: Kind::Log, from, to, first, last }
    }

    /// Days, as numbers from [`day`].
    pub fn time(from: Date, to: Date, first: f64, last: f64) -> Self {
        Self { kind: Kind::Time, ..Self::linear(day(from), day(to), first, last) }
    }

    /// Widened so that it begins and ends at a round value, of about so many.
    #[must_use]
    pub fn rounded(mut self, ticks: usize) -> Self {
        match self.kind {
            Kind::Linear | Kind::Whole => {
                let step = self.step(ticks);
                self.from = (self.from / step + 1e-9).floor() * step;
                self.to = (self.to / step - 1e-9).ceil() * step;
            }
            Kind::Log => {
                self.from = 10_f64.powf((self.from.log10() + 1e-9).floor());
                self.to = 10_f64.powf((self.to.log10() - 1e-9).ceil());
            }
            Kind::Time => {}
        }
        self
    }

    /// Whether values are shown by their magnitude.
    pub fn is_by_magnitude(&self) -> bool {
        self.kind == Kind::Log
    }

    /// The least and the greatest value.
    pub fn values(&self) -> (f64, f64) {
        (self.from, self.to)
    }

    /// The pixels at which it begins and ends.
    pub fn pixels(&self) -> (f64, f64) {
        (self.first, self.last)
    }

    /// Where a value is, in pixels; beyond the ends of the scale, beyond its pixels.
    pub fn at(&self, value: f64) -> f64 {
        let part = match self.kind {
            Kind::Log if value <= 0.0 => 0.0,
            // Differences of logarithms, for quotients may be too large.
            Kind::Log => (value.ln() - self.from.ln()) / (self.to.ln() - self.from.ln()),
            _ => (value - self.from) / (self.to - self.from),
        };
        self.first + part * (self.last - self.first)
    }

    /// Round values on it, about so many.
    pub fn ticks(&self, count: usize) -> Vec<Tick> {
        let count = count.max(2);
        match self.kind {
            Kind::Linear | Kind::Whole => self.even(count),
            Kind::Log => self.magnitudes(count),
            Kind::Time => self.dates(count),
        }
    }

    fn step(&self, count: usize) -> f64 {
        let step = step(self.to - self.from, count);
        match self.kind {
            Kind::Whole if step < 1.0 => 1.0,
            // 2.5; what is more is whole.
            Kind::Whole if step.fract() > 0.0 => 5.0,
            _ => step,
        }
    }

    fn even(&self, count: usize) -> Vec<Tick> {
        let step = self.step(count);
        let decimals = (-step.log10() - 1e-9).ceil().max(0.0) as usize;
        // 2.5 needs a digit more than 2.
        let digits = usize::from((step * 10_f64.powi(decimals as i32)).fract().abs() > 1e-6);
        let largest = self.from.abs().max(self.to.abs());
        let first = (self.from / step - 1e-9).ceil() as i64;
        let last = (self.to / step + 1e-9).floor() as i64;
        (first..=last)
            .map(|number| {
                let value = number as f64 * step;
                let label = if largest >= 1e5 {
                    label::short(value)
                } else {
                    label::decimal(value, decimals + digits)
                };
                Tick { value, label }
            })
            .collect()
    }

    fn magnitudes(&self, count: usize) -> Vec<Tick> {
        let (least, most) = (self.from.log10(), self.to.log10());
        let every = ((most - least) / count as f64).ceil().max(1.0) as i32;
        let between: &[f64] = if most - least <= 1.5 {
            &[1.0, 2.0, 3.0, 5.0]
        } else if (most - least) * 3.0 <= count as f64 {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0]
        };
        let range = least.floor() as i32..=most.ceil() as i32;
        range
            .filter(|power| power.rem_euclid(every) == 0)
            .flat_map(|power| between.iter().map(move |part| part * 10_f64.powi(power)))
            .filter(|value| (self.from * (1.0 - 1e-9)..=self.to * (1.0 + 1e-9)).contains(value))
            .map(|value| Tick { value, label: magnitude(value) })
            .collect()
    }

    fn dates(&self, count: usize) -> Vec<Tick> {
        let start = Date::constant(1970, 1, 1);
        let date = |day: f64| start.checked_add((day as i64).days()).unwrap_or(start);
        let (from, to) = (date(self.from.ceil()), date(self.to.floor()));
        let days = (self.to - self.from) / count as f64;
        let (months, days) = match days {
            0.0..=1.0 => (0, 1),
            1.0..=2.0 => (0, 2),
            2.0..=7.5 => (0, 7),
            7.5..=15.0 => (0, 14),
            15.0..=45.0 => (1, 0),
            45.0..=93.0 => (3, 0),
            93.0..=186.0 => (6, 0),
            years => (12 * (years / 366.0).ceil() as i32, 0),
        };
        let step = if months > 0 { months.months() } else { days.days() };
        // Months begin on the first, half years in January and July, weeks on Monday.
        let mut next = match months {
            0 if days % 7 == 0 => {
                let past = i64::from(from.weekday().to_monday_zero_offset());
                if past == 0 { from } else { from.checked_add((7 - past).days()).unwrap_or(to) }
            }
            0 => from,
            1..=12 => {
                let month = (i32::from(from.month()) - 1) / months * months + 1;
                Date::new(from.year(), month as i8, 1).unwrap_or(from)
            }
            _ => Date::new(from.year(), 1, 1).unwrap_or(from),
        };
        let mut ticks: Vec<Tick> = Vec::new();
        let mut year = None;
        while next <= to && ticks.len() < 1000 {
            if next >= from {
                let is_new_year = year != Some(next.year());
                year = Some(next.year());
                let form = match (months, is_new_year) {
                    (12.., _) => "%Y",
                    (1.., true) => "%b %Y",
                    (1.., false) => "%b",
                    (_, true) => "%-d %b %Y",
                    (_, false) => "%-d %b",
                };
                ticks.push(Tick { value: day(next), label: next.strftime(form).to_string() });
            }
            let Ok(following) = next.checked_add(step) else { break };
            next = following;
        }
        ticks
    }
}

fn ordered(from: f64, to: f64) -> (f64, f64) {
    let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
    let (from, to) = (finite(from), finite(to));
    (from.min(to), from.max(to))
}

/// 1, 2, 2.5 or 5 times a power of ten, such that a span has at most so many of it.
fn step(span: f64, count: usize) -> f64 {
    let rough = span / count.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * power);
    steps.into_iter().find(|step| *step >= rough * (1.0 - 1e-9)).unwrap_or(power * 10.0)
}

/// A value on a scale of magnitudes: whole where it is whole, with its digits where it is small.
fn magnitude(value: f64) -> String {
    if value >= 1.0 {
        return if value >= 10_000.0 { label::short(value) } else { label::decimal(value, 0) };
    }
    label::decimal(value, (-value.log10()).ceil().max(0.0) as usize)
}

#[cfg(test)]
#[path = "scale_tests.rs"]
mod tests;
