//! The registers of a set, sized to their content.
//!
//! Most sets of a study hold one or two posts. Registers therefore start as a short list inside the
//! value itself, grow into a sorted list on the heap and become one byte a register where the list
//! would be larger: at a quarter of the registers filled, since an entry takes four bytes.
//!
//! Invariants: entries are sorted by index, hold no zero and no index twice; `Few` up to four entries,
//! `Sparse` beyond them up to a quarter of the registers, `Dense` beyond that. So equal content means
//! equal form.

/// How many entries fit into the value itself.
const INLINE: usize = 4;

/// The smallest list on the heap.
const SMALLEST_LIST: usize = 8;

/// Bits of an entry that hold the value; the index is above them.
const VALUE_BITS: u32 = 8;

/// A register that is not zero, ordered by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Entry(u32);

impl Entry {
    #[inline]
    pub(super) const fn new(index: u32, value: u8) -> Self {
        Entry(index << VALUE_BITS | value as u32)
    }

    #[inline]
    pub(super) const fn index(self) -> u32 {
        self.0 >> VALUE_BITS
    }

    #[inline]
    pub(super) const fn value(self) -> u8 {
        self.0 as u8
    }
}

/// The registers of a set.
#[derive(Debug, Clone)]
pub(super) enum Registers {
    Few { len: u8, entries: [Entry; INLINE] },
    Sparse { len: u32, entries: Box<[Entry]> },
    Dense(Box<[u8]>),
}

/// What the registers hold, whatever the form.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content<'a> {
    Entries(&'a [Entry]),
    Bytes(&'a [u8]),
}

/// The most entries that a list over `count` registers holds.
const fn list_limit(count: usize) -> usize {
    count / size_of::<Entry>()
}

impl Registers {
    /// Registers that are all zero.
    pub(super) const fn new() -> Self {
        Registers::Few { len: 0, entries: [Entry(0); INLINE] }
    }

    /// Registers from entries sorted by index, without zeros and repetitions.
    pub(super) fn from_entries(sorted: &[Entry], count: usize) -> Self {
        if sorted.len() > list_limit(count) {
            let mut bytes = vec![0; count].into_boxed_slice();
            scatter(sorted, &mut bytes);
            Registers::Dense(bytes)
        } else if sorted.len() > INLINE {
            Registers::Sparse { len: sorted.len() as u32, entries: sorted.into() }
        } else {
            let mut entries = [Entry(0); INLINE];
            entries[..sorted.len()].copy_from_slice(sorted);
            Registers::Few { len: sorted.len() as u8, entries }
        }
    }

    /// Registers from one byte each.
    pub(super) fn from_bytes(bytes: Box<[u8]>) -> Self {
        let filled = bytes.len() - count(&bytes, 0);
        if filled > list_limit(bytes.len()) {
            return Registers::Dense(bytes);
        }
        let entries: Vec<Entry> = (0..)
            .zip(bytes.iter())
            .filter(|&(_, &value)| value != 0)
            .map(|(index, &value)| Entry::new(index, value))
            .collect();
        Registers::from_entries(&entries, bytes.len())
    }

    /// What is inside.
    #[inline]
    pub(super) fn content(&self) -> Content<'_> {
        match self {
            Registers::Few { len, entries } => Content::Entries(&entries[..usize::from(*len)]),
            Registers::Sparse { len, entries } => Content::Entries(&entries[..*len as usize]),
            Registers::Dense(bytes) => Content::Bytes(bytes),
        }
    }

    /// How many registers are not zero.
    pub(super) fn filled(&self) -> usize {
        match self.content() {
            Content::Entries(entries) => entries.len(),
            Content::Bytes(bytes) => bytes.len() - count(bytes, 0),
        }
    }

    /// Bytes that this owns on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        match self {
            Registers::Few { .. } => 0,
            Registers::Sparse { entries, .. } => size_of_val::<[Entry]>(entries),
            Registers::Dense(bytes) => bytes.len(),
        }
    }

    /// Raises a register to at least `value`. A `value` of zero changes nothing.
    #[inline]
    pub(super) fn raise(&mut self, index: u32, value: u8, count: usize) {
        if let Registers::Dense(bytes) = self {
            // Always there: the index has log2m bits and there are 2^log2m registers.
            if let Some(register) = bytes.get_mut(index as usize) {
                *register = (*register).max(value);
            }
        } else if value != 0 {
            self.raise_listed(Entry::new(index, value), count);
        }
    }

    /// The same where the registers are a list.
    fn raise_listed(&mut self, new: Entry, count: usize) {
        let (filled, at, entries) = match self {
            Registers::Dense(_) => return,
            Registers::Few { len, entries } => {
                let filled = usize::from(*len);
                let listed = entries.iter().take(filled);
                let at = listed.take_while(|entry| entry.index() < new.index()).count();
                (filled, at, entries.as_mut_slice())
            }
            Registers::Sparse { len, entries } => {
                let filled = *len as usize;
                let at = place(&entries[..filled], new.index(), count);
                (filled, at, &mut **entries)
            }
        };
        let room = entries.len();
        match entries.get_mut(at) {
            Some(entry) if at < filled && entry.index() == new.index() => {
                *entry = (*entry).max(new);
            }
            Some(_) if filled < room => {
                entries.copy_within(at..filled, at + 1);
                entries[at] = new;
                match self {
                    Registers::Few { len, .. } => *len += 1,
                    Registers::Sparse { len, .. } => *len += 1,
                    Registers::Dense(_) => {}
                }
            }
            _ => self.grow(new, count),
        }
    }

    /// Moves a full list to the next larger form and adds an entry whose index it does not hold.
    #[cold]
    fn grow(&mut self, entry: Entry, count: usize) {
        let Content::Entries(old) = self.content() else { return };
        let limit = list_limit(count);
        if old.len() < limit {
            let room = (old.len() * 2).max(SMALLEST_LIST).min(limit);
            let mut entries = vec![Entry(0); room].into_boxed_slice();
            entries[..old.len()].copy_from_slice(old);
            *self = Registers::Sparse { len: old.len() as u32, entries };
        } else {
            let mut bytes = vec![0; count].into_boxed_slice();
            scatter(old, &mut bytes);
            *self = Registers::Dense(bytes);
        }
        self.raise(entry.index(), entry.value(), count);
    }

    /// Raises every register to the other's.
    pub(super) fn union(&mut self, other: &Registers, count: usize) {
        match other.content() {
            Content::Entries(entries) => self.union_entries(entries, count),
            Content::Bytes(theirs) => match self {
                Registers::Dense(ours) => raise_all(ours, theirs),
                Registers::Few { .. } | Registers::Sparse { .. } => {
                    let mut union = Box::<[u8]>::from(theirs);
                    if let Content::Entries(ours) = self.content() {
                        scatter(ours, &mut union);
                    }
                    *self = Registers::Dense(union);
                }
            },
        }
    }

    /// Raises registers to entries sorted by index, without zeros and repetitions.
    pub(super) fn union_entries(&mut self, theirs: &[Entry], count: usize) {
        match self.content() {
            Content::Entries(ours) if theirs.len() > INLINE => {
                let mut union = Vec::with_capacity(ours.len() + theirs.len());
                merge(ours, theirs, &mut union);
                *self = Registers::from_entries(&union, count);
            }
            _ => {
                for entry in theirs {
                    self.raise(entry.index(), entry.value(), count);
                }
            }
        }
    }

    /// The registers as one byte each.
    pub(super) fn to_bytes(&self, count: usize) -> Box<[u8]> {
        match self.content() {
            Content::Bytes(bytes) => bytes.into(),
            Content::Entries(entries) => {
                let mut bytes = vec![0; count].into_boxed_slice();
                scatter(entries, &mut bytes);
                bytes
            }
        }
    }

    /// Lets `raise` raise any of the registers, one byte each. It must lower none.
    pub(super) fn raise_bytes(&mut self, count: usize, raise: impl FnOnce(&mut [u8])) {
        if let Registers::Dense(bytes) = self {
            raise(bytes);
        } else {
            let mut bytes = self.to_bytes(count);
            raise(&mut bytes);
            *self = Registers::from_bytes(bytes);
        }
    }

    /// Calls `visit` with every register that is not zero, by ascending index.
    pub(super) fn for_each(&self, mut visit: impl FnMut(Entry)) {
        match self.content() {
            Content::Entries(entries) => entries.iter().copied().for_each(visit),
            Content::Bytes(bytes) => {
                for (index, &value) in (0..).zip(bytes) {
                    if value != 0 {
                        visit(Entry::new(index, value));
                    }
                }
            }
        }
    }
}

impl PartialEq for Registers {
    fn eq(&self, other: &Self) -> bool {
        self.content() == other.content()
    }
}

/// How far from a guess an entry is looked for at first: the bytes of a few cache lines.
const REACH: usize = 16;

/// Where an index stands, or would stand, among entries of `count` registers. Hashes spread the
/// indices evenly, so it is near where it can be expected: halving the whole list would wait
/// for memory at every step.
fn place(entries: &[Entry], index: u32, count: usize) -> usize {
    let guess = (index as usize * entries.len() / count.max(1)).min(entries.len());
    let (low, high) = (guess.saturating_sub(REACH), (guess + REACH).min(entries.len()));
    let before = |entry: &Entry| entry.index() < index;
    let (left, rest) = entries.split_at(low);
    let (near, right) = rest.split_at(high - low);
    if left.last().is_some_and(|last| !before(last)) {
        left.partition_point(before)
    } else if right.first().is_some_and(before) {
        high + right.partition_point(before)
    } else {
        low + near.partition_point(before)
    }
}

/// How many registers hold a value.
#[inline]
pub(super) fn count(bytes: &[u8], value: u8) -> usize {
    // Blocks of at most 255 so that the inner sum stays in a byte, which the compiler vectorises.
    bytes
        .chunks(128)
        .map(|block| usize::from(block.iter().map(|&byte| u8::from(byte == value)).sum::<u8>()))
        .sum()
}

/// Raises each register to the other's.
pub(super) fn raise_all(ours: &mut [u8], theirs: &[u8]) {
    for (register, &value) in ours.iter_mut().zip(theirs) {
        *register = (*register).max(value);
    }
}

/// Raises the registers that the entries name.
fn scatter(entries: &[Entry], bytes: &mut [u8]) {
    for entry in entries {
        if let Some(register) = bytes.get_mut(entry.index() as usize) {
            *register = (*register).max(entry.value());
        }
    }
}

/// Merges two sorted lists, keeping the larger value of an index that both hold.
fn merge(mut left: &[Entry], mut right: &[Entry], union: &mut Vec<Entry>) {
    while let (Some((&l, left_rest)), Some((&r, right_rest))) =
        (left.split_first(), right.split_first())
    {
        union.push(match l.index().cmp(&r.index()) {
            std::cmp::Ordering::Less => l,
            std::cmp::Ordering::Greater => r,
            std::cmp::Ordering::Equal => l.max(r),
        });
        if l.index() <= r.index() {
            left = left_rest;
        }
        if r.index() <= l.index() {
            right = right_rest;
        }
    }
    union.extend_from_slice(left);
    union.extend_from_slice(right);
}

#[cfg(test)]
#[path = "registers_tests.rs"]
mod tests;
