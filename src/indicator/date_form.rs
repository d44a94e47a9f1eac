//! The forms in which tables write days.

use super::day::Day;
use jiff::civil::Date;

/// Which of two numbers is the day in `3/4/2022`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 3 April.
    DayFirst,
    /// 4 March.
    MonthFirst,
}

/// A day as written: certain, or one of two until the order is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Only one reading.
    Certain(Day),
    /// Numbers parted by slashes: first, second, year.
    Slashed(i8, i8, i16),
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Written {
    /// Reads `2022-02-24`, `2022/02/24`, `2022.02.24`, `20220224`, `24.02.2022`, `24-02-2022`, `24 Feb 2022`,
    /// `Feb 24, 2022`, `24/02/2022` or `02/24/2022`, each with or without a time of day behind it.
    pub fn read(text: &str) -> Option<Self> {
        let text = without_time(text.trim());
        if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let (year, rest) = text.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            return certain(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        }
        let is_gap = |c: char| matches!(c, '-' | '/' | '.' | ' ' | ',');
        let parts: Vec<&str> = text.split(is_gap).filter(|part| !part.is_empty()).collect();
        let &[first, second, third] = parts.as_slice() else { return None };
        match (month_named(first), month_named(second)) {
            (None, Some(month)) if third.len() == 4 => {
                certain(third.parse().ok()?, month, first.parse().ok()?)
            }
            (Some(month), None) if third.len() == 4 => {
                certain(third.parse().ok()?, month, second.parse().ok()?)
            }
            _ if first.len() == 4 => {
                certain(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?)
            }
            _ if third.len() != 4 => None,
            _ if text.contains('/') => {
                Some(Self::Slashed(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?))
            }
            _ => certain(third.parse().ok()?, second.parse().ok()?, first.parse().ok()?),
        }
    }

    /// What this date says about the order of the table.
    pub fn order(self) -> Option<Order> {
        match self {
            Self::Slashed(first, second, _) if first > 12 && second <= 12 => Some(Order::DayFirst),
            Self::Slashed(first, second, _) if second > 12 && first <= 12 => {
                Some(Order::MonthFirst)
            }
            // 5/5 is the same day either way.
            _ => None,
        }
    }

    /// The day, given the order of the table; `None` if there is no such day.
    pub fn day(self, order: Order) -> Option<Day> {
        match self {
            Self::Certain(day) => Some(day),
            Self::Slashed(first, second, year) => {
                let (day, month) = match order {
                    Order::DayFirst => (first, second),
                    Order::MonthFirst => (second, first),
                };
                Date::new(year, month, day).ok().map(Day::from)
            }
        }
    }
}

fn certain(year: i16, month: i8, day: i8) -> Option<Written> {
    Date::new(year, month, day).ok().map(|date| Written::Certain(Day::from(date)))
}

/// A time of day behind the date: parted by T, or by a blank and with a colon.
fn without_time(text: &str) -> &str {
    if let Some((date, time)) = text.split_once('T')
        && date.ends_with(|c: char| c.is_ascii_digit())
        && time.starts_with(|c: char| c.is_ascii_digit())
    {
        return date;
    }
    match text.find(':').and_then(|colon| text.get(..colon)?.rfind(' ')) {
        Some(blank) => text.get(..blank).unwrap_or(text).trim_end(),
        None => text,
    }
}

fn month_named(text: &str) -> Option<i8> {
    let name = text.get(..3)?.to_ascii_lowercase();
    text.chars().all(char::is_alphabetic).then_some(())?;
    (1..).zip(MONTHS).find(|(_, month)| *month == name).map(|(number, _)| number)
}
