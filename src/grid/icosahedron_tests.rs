use super::*;

#[test]
fn there_are_twenty_faces_and_most_boxes_lie_in_one_or_two() {
    let faces = Faces::get();
    assert_eq!(faces.faces.len(), 20);
    let known = faces.boxes.iter().filter(|both| **both != [SEVERAL; 2]).count();
    assert!(known > ROWS * COLUMNS * 9 / 10, "{known}");
    for (number, both) in faces.boxes.iter().enumerate().filter(|(_, both)| **both != [SEVERAL; 2])
    {
        let (row, column) = ((number / COLUMNS) as f64, (number % COLUMNS) as f64);
        for (east, north) in [(0.0, 0.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)] {
            let lon = (column * BOX - 180.0 + east).clamp(-180.0, 180.0);
            let lat = (row * BOX - 90.0 + north).clamp(-90.0, 90.0);
            let at = vector(lon, lat);
            let face = faces.nearest_of_all(&at);
            assert!(face == Place::NOWHERE || both.contains(&face), "{lon} {lat}");
            assert_eq!(faces.face((lon, lat), &at), face, "{lon} {lat}");
        }
    }
}
