//! Pseudo-random numbers that are the same on every machine for ever.
//!
//! xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64. Only integers are drawn: no
//! logarithm or cosine whose last bit depends on the C library enters the output.

/// A stream of pseudo-random numbers.
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream that belongs to a seed.
    pub fn new(seed: u64) -> Self {
        let mut word = seed;
        Self { state: std::array::from_fn(|_| splitmix(&mut word)) }
    }

    /// The stream of one thing (a user, an original post) under a seed: the same whenever it is
    /// asked for, so that nothing needs to be remembered.
    pub fn of(seed: u64, kind: u64, index: u64) -> Self {
        let mut word = seed ^ kind.rotate_left(48);
        let first = splitmix(&mut word);
        Self::new(first ^ index)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number in `0..end` (0 if `end` is 0). The bias of the multiplication is below 2^-32.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// True `per_mille` times in a thousand.
    pub fn per_mille(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of the items, each equally likely. The slice must not be empty.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// A bell-shaped number around 0, never beyond ±`reach`; its standard deviation is about
    /// 0.29 of that.
    pub fn bell(&mut self, reach: i64) -> i64 {
        let sum: i64 = (0..4).map(|_| self.below(2001) as i64 - 1000).sum();
        sum * reach / 4000
    }
}

fn splitmix(word: &mut u64) -> u64 {
    *word = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *word;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A choice among numbered things by integer weights.
pub struct Weighted {
    cumulative: Vec<u64>,
}

impl Weighted {
    /// From the weights, at least one of them above 0.
    pub fn new(weights: impl IntoIterator<Item = u64>) -> Self {
        let cumulative = weights
            .into_iter()
            .scan(0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        Self { cumulative }
    }

    /// Zipf's law over `count` ranks, its head flattened by `offset` (1 leaves it as it is).
    pub fn zipf(count: usize, offset: u64) -> Self {
        Self::new((0..count as u64).map(|rank| 1_000_000_000 / (rank + offset.max(1))))
    }

    /// Sum of the weights.
    pub fn total(&self) -> u64 {
        self.cumulative.last().copied().unwrap_or(0)
    }

    /// The thing whose stretch of `0..total` holds `position`, and how far into it that is.
    pub fn at(&self, position: u64) -> (usize, u64) {
        let index = self.cumulative.partition_point(|sum| *sum <= position);
        let start = index.checked_sub(1).map_or(0, |before| self.cumulative[before]);
        (index, position - start)
    }

    /// How wide the stretch of one thing is.
    pub fn width(&self, index: usize) -> u64 {
        self.cumulative[index] - index.checked_sub(1).map_or(0, |before| self.cumulative[before])
    }

    /// One thing at random.
    pub fn draw(&self, random: &mut Random) -> usize {
        self.at(random.below(self.total())).0
    }
}
