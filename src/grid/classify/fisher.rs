//! Fisher's optimal partition of sorted values: the breaks with the smallest sum of squared deviations from
//! the means of the classes.
//!
//! The textbook table takes time n² per class. Where the best last class of i values begins never moves
//! back as i grows, so the table is filled by halving the range that is left to look at: n log n per class.

/// Different values with how often they occur, as running sums.
struct Sums {
    values: Vec<f64>,
    /// Of all values before the place: how many, their sum, the sum of their squares.
    before: Vec<[f64; 3]>,
}

/// Upper bounds of `count` classes of sorted values, at most as many as different ones.
pub(super) fn breaks(sorted: &[f64], count: usize) -> Vec<f64> {
    let sums = Sums::new(sorted);
    let places = sums.values.len();
    // The smallest sum of squares of the first i different values in the classes so far, and where the
    // last of these classes begins.
    let mut cost: Vec<f64> = (0..=places).map(|end| sums.squares(0, end)).collect();
    let mut begins: Vec<Vec<usize>> = Vec::with_capacity(count);
    for _ in 1..count {
        let mut next = vec![f64::INFINITY; places + 1];
        let mut begin = vec![0; places + 1];
        fill(&sums, &cost, &mut next, &mut begin, (1, places), (0, places));
        cost = next;
        begins.push(begin);
    }
    let mut breaks = Vec::with_capacity(count);
    let mut end = places;
    for begin in begins.iter().rev() {
        breaks.extend(end.checked_sub(1).and_then(|last| sums.values.get(last)));
        end = begin.get(end).copied().unwrap_or_default();
    }
    breaks.extend(end.checked_sub(1).and_then(|last| sums.values.get(last)));
    breaks.reverse();
    breaks
}

/// Fills `next` and `begin` for ends from `ends.0` to `ends.1`, whose last class begins within `within`.
fn fill(
    sums: &Sums,
    cost: &[f64],
    next: &mut [f64],
    begin: &mut [usize],
    ends: (usize, usize),
    within: (usize, usize),
) {
    if ends.0 > ends.1 {
        return;
    }
    let middle = usize::midpoint(ends.0, ends.1);
    let mut best = (f64::INFINITY, within.0);
    for start in within.0..=within.1.min(middle.saturating_sub(1)) {
        let total = cost.get(start).copied().unwrap_or(f64::INFINITY) + sums.squares(start, middle);
        if total < best.0 {
            best = (total, start);
        }
    }
    if let (Some(next), Some(begin)) = (next.get_mut(middle), begin.get_mut(middle)) {
        (*next, *begin) = best;
    }
    if middle > ends.0 {
        fill(sums, cost, next, begin, (ends.0, middle - 1), (within.0, best.1));
    }
    fill(sums, cost, next, begin, (middle + 1, ends.1), (best.1, within.1));
}

impl Sums {
    fn new(sorted: &[f64]) -> Self {
        // Sums of squares of large numbers that differ little lose what they differ by.
        let shift = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        let mut values: Vec<f64> = Vec::new();
        let mut before = vec![[0.0; 3]];
        let mut sum = [0.0; 3];
        for (place, &value) in sorted.iter().enumerate() {
            let shifted = value - shift;
            sum = [sum[0] + 1.0, sum[1] + shifted, sum[2] + shifted * shifted];
            if sorted.get(place + 1) != Some(&value) {
                values.push(value);
                before.push(sum);
            }
        }
        Self { values, before }
    }

    /// The sum of squared deviations of the different values from one place to before another.
    fn squares(&self, start: usize, end: usize) -> f64 {
        let (Some(from), Some(to)) = (self.before.get(start), self.before.get(end)) else {
            return f64::INFINITY;
        };
        let count = to[0] - from[0];
        if count <= 0.0 {
            return 0.0;
        }
        let sum = to[1] - from[1];
        (to[2] - from[2] - sum * sum / count).max(0.0)
    }
}
