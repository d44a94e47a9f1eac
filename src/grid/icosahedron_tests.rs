use super::*;

#[test]
fn there_are_twenty_faces_and_most_boxes_lie_in_one() {
    let faces = Faces::get();
    assert_eq!(faces.faces.len(), 20);
    let alone = faces.boxes.iter().filter(|face| **face != SEVERAL).count();
    assert!(alone > ROWS * COLUMNS * 4 / 5, "{alone}");
    for (number, face) in faces.boxes.iter().enumerate().filter(|(_, face)| **face != SEVERAL) {
        let (row, column) = ((number / COLUMNS) as f64, (number % COLUMNS) as f64);
        for (east, north) in [(0.0, 0.0), (2.0, 0.0), (0.0, 2.0), (2.0, 2.0), (1.0, 1.0)] {
            let at = vector(column * BOX - 180.0 + east, row * BOX - 90.0 + north);
            assert_eq!(faces.nearest(&at), Some(usize::from(*face)));
        }
    }
}
