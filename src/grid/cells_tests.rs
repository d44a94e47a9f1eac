use super::*;
use crate::grid::{Below, Counting, Sighting, Suppressed};

fn sighting(lon: f64, user: u64, post: u64) -> Sighting {
    let (post, user) = (Some(post.into()), Some(user.into()));
    Sighting { at: (lon, 10.0), month: Some(1), post, user, user_day: None }
}

fn counted(sightings: &[Sighting], tiling: Tiling) -> Cells<Exact> {
    let mut counting = Counting::new(tiling, false, vec![Metric::Post, Metric::User]);
    counting.add(sightings);
    counting.finish()
}

fn size(count: &Exact) -> f64 {
    count.count() as f64
}

#[test]
fn a_user_in_two_geohashes_of_one_cell_counts_once() {
    let sightings =
        [sighting(10.0, 1, 1), sighting(10.2, 1, 2), sighting(10.2, 2, 3), sighting(10.2, 2, 3)];
    let cells = counted(&sightings, Tiling::Geohash(3));
    assert_eq!(cells.len(), 1);
    let sets = cells.iter().next().unwrap().1;
    assert_eq!(sets.iter().map(Exact::count).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(counted(&sightings, Tiling::Geohash(5)).len(), 2);
}

#[test]
fn small_cells_go_to_their_parents_and_no_others() {
    // Two small cells and a large one within one larger cell, and a small one far off.
    let mut sightings: Vec<Sighting> = (1..11).map(|user| sighting(10.0, user, user)).collect();
    sightings.extend([
        sighting(10.1, 20, 20),
        sighting(10.1, 21, 21),
        sighting(10.2, 22, 22),
        sighting(-120.0, 1, 30),
    ]);
    let all = counted(&sightings, Tiling::Geohash(5));
    assert_eq!(all.len(), 4);
    let mut cells = all.clone();
    let told = cells.suppress(1, 3.0, Below::Merge, &size);
    assert_eq!(told, Suppressed { cells: 3, merged: 2, dropped: 1, parents: 1 });
    let users: Vec<u64> = cells.iter().map(|(_, sets)| sets[1].count()).collect();
    assert_eq!(users.iter().sum::<u64>(), 13, "{users:?}");
    assert!(users.contains(&10) && users.contains(&3));
    let mut cells = all.clone();
    let told = cells.suppress(1, 3.0, Below::Drop, &size);
    assert_eq!(told, Suppressed { cells: 3, merged: 0, dropped: 3, parents: 0 });
    let mut cells = all;
    assert_eq!(cells.suppress(1, 100.0, Below::Merge, &size).dropped, 4);
    assert!(cells.is_empty());
}

#[test]
fn elements_of_any_kind_unite() {
    let mut count = Exact::default();
    (0..5).for_each(|_| count.insert(None));
    let mut other = Exact::default();
    other.insert(Some(7_000.into()));
    other.insert(Some(7_000.into()));
    assert_eq!((count.count(), other.count()), (5, 1));
    count.unite(&other);
    assert_eq!(count.count(), 6);
    // Those that differ from all others do so wherever they were counted; the rest count once.
    let mut more = count.clone();
    more.insert(None);
    more.insert(Some(8_000.into()));
    count.unite(&more);
    assert_eq!(count.count(), 5 + 6 + 2);
}
