//! Drawing and labelling.

use super::{Drawn, LabelError, Sample, labelled};
use crate::hll::hash;

fn drawn(number: i64) -> Drawn {
    Drawn {
        origin: "Twitter".to_owned(),
        post: number.to_string(),
        hashtags: Vec::new(),
        terms: Vec::new(),
        language: "en".to_owned(),
        text: None,
    }
}

fn sample(seed: u64, posts: impl IntoIterator<Item = i64>) -> Sample {
    let mut sample = Sample::new(20, seed);
    for post in posts {
        sample.offer(hash::bigint(post), || drawn(post));
    }
    sample
}

fn ids(sample: &Sample) -> Vec<String> {
    sample.posts().map(|drawn| drawn.post.clone()).collect()
}

#[test]
fn a_sample_depends_on_posts_and_seed_alone() {
    let whole = sample(1, 0..1000);
    let mut parts = sample(1, (500..1000).rev());
    parts.merge(sample(1, 0..600));
    assert_eq!(ids(&whole).len(), 20);
    assert_eq!(ids(&whole), ids(&parts));
    assert_ne!(ids(&whole), ids(&sample(2, 0..1000)));
    // Five standard errors around the mean of a uniform draw.
    let mean = ids(&whole).iter().map(|id| id.parse::<f64>().unwrap()).sum::<f64>() / 20.0;
    assert!((177.0..823.0).contains(&mean), "{mean}");
}

#[test]
fn labels_give_a_share_with_its_interval() {
    let table = "post,label\n1,yes\n2,NO\n3,\n4,y\n5, 1 \n";
    let labelled = labelled(table.as_bytes()).unwrap();
    assert_eq!((labelled.posts, labelled.labelled, labelled.wrong), (5, 4, 1));
    assert!((labelled.share - 0.25).abs() < 1e-12);
    // Newcombe's method 3 for 1 of 4.
    assert!(
        (labelled.interval.0 - 0.0456).abs() < 1e-3 && (labelled.interval.1 - 0.6994).abs() < 1e-3
    );
}

#[test]
fn labels_that_mean_nothing_are_told_with_their_line() {
    let error = labelled("post,label\n1,yes\n2,maybe\n".as_bytes()).unwrap_err();
    assert!(matches!(error, LabelError::Label { line: 3, .. }), "{error}");
    assert!(matches!(labelled("post\n1\n".as_bytes()), Err(LabelError::NoLabels)));
    assert!(matches!(labelled("post,label\n1,\n".as_bytes()), Err(LabelError::Unlabelled)));
}
