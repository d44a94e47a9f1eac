//! MD5 (RFC 1321), in which the long vectors are given.

/// The digest in hexadecimal.
pub fn digest(message: &[u8]) -> String {
    const ROTATIONS: [[u32; 4]; 4] =
        [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(64), 0);
    if padded.len() < message.len() + 9 {
        padded.resize(padded.len() + 64, 0);
    }
    let at = padded.len() - 8;
    padded[at..].copy_from_slice(&(message.len() as u64 * 8).to_le_bytes());

    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded.chunks(64) {
        let words: Vec<u32> =
            block.chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect();
        let [mut a, mut b, mut c, mut d] = state;
        for step in 0..64 {
            let (mix, word) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), (5 * step + 1) % 16),
                2 => (b ^ c ^ d, (3 * step + 5) % 16),
                _ => (c ^ (b | !d), 7 * step % 16),
            };
            let sine = (((step + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
            let sum = a.wrapping_add(mix).wrapping_add(words[word]).wrapping_add(sine);
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(ROTATIONS[step / 16][step % 4]));
        }
        for (word, change) in state.iter_mut().zip([a, b, c, d]) {
            *word = word.wrapping_add(change);
        }
    }
    state
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[test]
fn digests_of_the_rfc() {
    assert_eq!(digest(b""), "d41d8cd98f00b204e9800998ecf8427e");
    let digits = "1234567890".repeat(8);
    assert_eq!(digest(digits.as_bytes()), "57edf4a22be3c955ac49da2e2107b67a");
}
