use super::*;

fn around(corners: &[(f64, f64)]) -> Option<BoundingBox> {
    let mut extent = Extent::default();
    for &(lon, lat) in corners {
        extent.add(lon, lat);
    }
    extent.bounding_box()
}

fn edges(corners: &[(f64, f64)]) -> Option<[f64; 4]> {
    around(corners).map(BoundingBox::edges)
}

#[test]
fn corners_make_a_box_in_any_order() {
    let box_ = Some([12.0, 50.0, 14.0, 52.0]);
    assert_eq!(edges(&[(12.0, 50.0), (12.0, 52.0), (14.0, 52.0), (14.0, 50.0)]), box_);
    assert_eq!(edges(&[(14.0, 52.0), (12.0, 50.0)]), box_);
}

#[test]
fn a_single_corner_is_a_box_without_size() {
    assert_eq!(edges(&[(12.0, 50.0)]), Some([12.0, 50.0, 12.0, 50.0]));
    assert_eq!(edges(&[]), None);
}

#[test]
fn far_apart_on_both_sides_spans_the_antimeridian() {
    let fiji = around(&[(177.0, -19.0), (177.0, -16.0), (-179.0, -16.0), (-179.0, -19.0)]).unwrap();
    assert_eq!(fiji.edges(), [177.0, -19.0, -179.0, -16.0]);
    let center = fiji.center().unwrap();
    assert_eq!((center.lon(), center.lat()), (179.0, -17.5));
}

#[test]
fn wide_boxes_that_do_not_span_it_stay() {
    assert_eq!(edges(&[(-180.0, -90.0), (180.0, 90.0)]), Some([-180.0, -90.0, 180.0, 90.0]));
    assert_eq!(edges(&[(-80.0, 0.0), (90.0, 1.0)]), Some([-80.0, 0.0, 90.0, 1.0]));
}

#[test]
fn corners_outside_the_globe_make_no_box() {
    assert_eq!(edges(&[(12.0, 50.0), (14.0, 91.0)]), None);
    assert_eq!(edges(&[(12.0, 50.0), (181.0, 51.0)]), None);
    assert_eq!(edges(&[(12.0, f64::NAN)]), None);
}
