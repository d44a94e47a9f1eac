use super::*;

#[test]
fn eight_registers_pack_into_as_many_bytes_as_they_are_wide() {
    for regwidth in 1..=8_u8 {
        let top = u8::MAX >> (8 - regwidth);
        let group = [0, top, 1, top / 2, top, 0, 1, top & 0x55];
        // One bit after the other, as the format describes it.
        let bits = group.iter().fold(0_u64, |bits, &value| bits << regwidth | u64::from(value));
        assert_eq!(u64::from_be_bytes(gather(group, regwidth)), bits, "{regwidth}");
        assert_eq!(spread(bits.to_be_bytes(), regwidth), group, "{regwidth}");
    }
}

#[test]
fn the_example_of_the_storage_specification() {
    // Registers 11 and 1099 at 5 and 19: (11 << 6 | 5), (1099 << 6 | 19) in 17 bits each.
    let params = Params::new(11, 6, 0, true).unwrap();
    let mut registers = Registers::new();
    registers.raise(11, 5, params.registers());
    registers.raise(1099, 19, params.registers());
    let sketch = Sketch { params, state: State::Registers(registers) };
    assert_eq!(sketch.to_bytes()[3..], [0x01, 0x62, 0xc4, 0xb4, 0xc0]);
    assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Ok(sketch));
}

fn filled(bytes: &[u8]) -> Vec<(u32, u8)> {
    let sketch = Sketch::from_bytes(bytes).unwrap();
    let mut filled = Vec::new();
    if let State::Registers(registers) = &sketch.state {
        registers.for_each(|entry| filled.push((entry.index(), entry.value())));
    }
    filled
}

#[test]
fn the_last_word_for_a_register_wins() {
    assert_eq!(filled(&[0x13, 0x8b, 0x40, 0x03, 0x82, 0x03, 0x81]), [(28, 1)]);
    assert_eq!(filled(&[0x13, 0x8b, 0x40, 0x03, 0x82, 0x03, 0x80]), []);
    assert_eq!(filled(&[0x13, 0x8b, 0x40, 0x03, 0x80, 0x03, 0x82]), [(28, 2)]);
    assert_eq!(filled(&[0x13, 0x8b, 0x40, 0x23, 0xa2, 0x03, 0x82]), [(28, 2), (285, 2)]);
}

#[test]
fn padding_means_nothing() {
    let words = [0x13, 0x8a, 0x40, 0x00, 0xc4, 0x04, 0x84];
    let mut dirty = words;
    dirty[6] |= 0x03;
    assert_eq!(filled(&dirty), filled(&words));
    assert_eq!(Sketch::from_bytes(&dirty).unwrap().to_bytes(), words);
}

#[test]
fn words_shorter_than_a_byte_end_before_the_padding() {
    // log2m 4, regwidth 1: five bits a word. Register 0 alone is 00001 and three bits of padding; with
    // register 1 it is ten bits and six of padding, room for a word that is not there.
    for registers in [&[0][..], &[0, 1], &[0, 1, 2]] {
        let mut sketch = Sketch::new(Params::new(4, 1, 0, true).unwrap());
        sketch.extend(registers.iter().map(|&index| 16 | index));
        assert_eq!(sketch.kind(), Kind::Sparse);
        assert_eq!(filled(&sketch.to_bytes()).len(), registers.len());
    }
}

#[test]
fn bytes_that_are_no_set_say_why() {
    let error = |bytes: &[u8]| Sketch::from_bytes(bytes).unwrap_err();
    assert_eq!(error(&[]), DecodeError::Version { version: 0, bytes: 0 });
    assert_eq!(error(b"GPKG"), DecodeError::Version { version: 4, bytes: 4 });
    assert_eq!(error(&[0x15, 0x8b, 0x40]), DecodeError::Type { found: 5 });
    assert_eq!(error(&[0x10]), DecodeError::Undefined { bytes: 1 });
    assert_eq!(error(&[0x11, 0x8b]), DecodeError::Empty { bytes: 2 });
    assert_eq!(error(&[0x12]), DecodeError::ExplicitSize { bytes: 1 });
    assert_eq!(error(&[0x13, 0x8b]), DecodeError::SparsePadding { bytes: 2, word_bits: 0 });
    assert_eq!(error(&[0x14]), DecodeError::FullTooSmall { bytes: 1, expected: 0 });
    let too_long = [&[0x14, 0x8b, 0x40][..], &[0; 1281]].concat();
    assert_eq!(error(&too_long), DecodeError::FullPadding { bytes: 1284, expected: 1283 });
    let too_many = [&[0x12, 0x8b, 0x7f][..], &vec![0; 8 * 16_384]].concat();
    assert_eq!(error(&too_many), DecodeError::ExplicitTooLarge { found: 16_384 });
    for log2m in [0, 3, 18, 31] {
        assert!(matches!(error(&[0x11, 0x80 | log2m, 0x40]), DecodeError::Params(_)));
    }
}

#[test]
fn forms_are_read_from_the_first_byte() {
    use Kind::{Empty, Explicit, Full, Sparse, Undefined};

    let kinds: Vec<_> = (0x10..=0x15).map(|first| Kind::of_bytes(&[first])).collect();
    assert_eq!(
        kinds,
        [Some(Undefined), Some(Empty), Some(Explicit), Some(Sparse), Some(Full), None]
    );
    assert_eq!(Kind::of_bytes(&[]), None);
}
