use super::*;

const COUNT: usize = 2048;

fn form(registers: &Registers) -> &'static str {
    match registers {
        Registers::Few { .. } => "few",
        Registers::Sparse { .. } => "sparse",
        Registers::Dense(_) => "dense",
    }
}

fn filled(entries: usize) -> Registers {
    let mut registers = Registers::new();
    // Neither ascending nor descending; 641 and 2048 have no common factor.
    for step in 0..entries {
        registers.raise((step * 641 % COUNT) as u32, 1 + (step % 9) as u8, COUNT);
    }
    registers
}

#[test]
fn registers_grow_with_their_content() {
    for (entries, expected, heap) in [
        (0, "few", 0),
        (4, "few", 0),
        (5, "sparse", 8 * 4),
        (9, "sparse", 16 * 4),
        (512, "sparse", 512 * 4),
        (513, "dense", COUNT),
        (COUNT, "dense", COUNT),
    ] {
        let registers = filled(entries);
        assert_eq!(form(&registers), expected, "{entries}");
        assert_eq!(registers.heap_bytes(), heap, "{entries}");
        assert_eq!(registers.filled(), entries);
    }
}

#[test]
fn equal_content_has_equal_form() {
    for entries in [0, 1, 4, 5, 100, 512, 513, COUNT] {
        let grown = filled(entries);
        let mut listed = Vec::new();
        grown.for_each(|entry| listed.push(entry));
        assert!(listed.is_sorted() && listed.len() == entries);
        let from_entries = Registers::from_entries(&listed, COUNT);
        let from_bytes = Registers::from_bytes(grown.to_bytes(COUNT));
        for other in [from_entries, from_bytes] {
            assert_eq!(form(&other), form(&grown), "{entries}");
            assert_eq!(other, grown, "{entries}");
        }
    }
}

#[test]
fn raising_keeps_the_larger_value_in_every_form() {
    for entries in [3, 100, 1000] {
        let mut registers = filled(entries);
        let (index, before) = (641, registers.clone());
        registers.raise(index, 1, COUNT);
        registers.raise(index, 0, COUNT);
        assert_eq!(registers, before);
        registers.raise(index, 30, COUNT);
        assert_eq!(registers.to_bytes(COUNT)[index as usize], 30);
        assert_eq!(registers.filled(), entries);
    }
}

#[test]
fn union_is_the_same_between_all_forms() {
    let sizes = [0, 3, 60, 400, 512, 1500];
    for left in sizes {
        for right in sizes {
            let (mut united, theirs) = (filled(left), filled(right));
            let mut expected = united.to_bytes(COUNT);
            raise_all(&mut expected, &theirs.to_bytes(COUNT));
            united.union(&theirs, COUNT);
            assert_eq!(united.to_bytes(COUNT), expected, "{left} with {right}");
            assert_eq!(united, Registers::from_bytes(expected), "{left} with {right}");
        }
    }
}

#[test]
fn the_smallest_files_have_no_list_on_the_heap() {
    let mut registers = Registers::new();
    (0..5).for_each(|index| registers.raise(index, 1, 16));
    assert_eq!(form(&registers), "dense");
    assert_eq!(registers.heap_bytes(), 16);
}

#[test]
fn a_place_is_found_however_the_entries_lie() {
    let even: Vec<u32> = (0..512).map(|n| n * 4 + 1).collect();
    let low: Vec<u32> = (0..512).collect();
    let high: Vec<u32> = (1536..2048).collect();
    for indices in [vec![], vec![7], even, low, high] {
        let entries: Vec<Entry> = indices.iter().map(|&index| Entry::new(index, 1)).collect();
        for index in 0..COUNT as u32 {
            let expected = indices.partition_point(|&other| other < index);
            assert_eq!(place(&entries, index, COUNT), expected);
        }
    }
}
