use super::*;
use crate::view::theme::{ALERT, INK, MUTED, PANEL, PAPER};

/// What a colour looks like to protanopes, deuteranopes and tritanopes: in amounts of light (Machado,
/// Oliveira, Fernandes 2009, severity 1).
const EYES: [Matrix; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
];

fn seen(colour: Colour, eye: &Matrix) -> [f64; 3] {
    oklab(Colour::of_linear(times(eye, colour.linear())))
}

/// How far two colours are apart; about 0.02 is just to be noticed.
fn apart(one: Colour, other: Colour, eye: &Matrix) -> f64 {
    let (one, other) = (seen(one, eye), seen(other, eye));
    one.iter().zip(other).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn categories_differ_for_every_eye() {
    for (number, eye) in EYES.iter().enumerate() {
        for one in 0..CATEGORIES.len() {
            for other in 0..one {
                let (one, other) = (category(one), category(other));
                for (one, other) in [(one.light, other.light), (one.dark, other.dark)] {
                    let apart = apart(one, other, eye);
                    assert!(apart > 0.06, "eye {number}: {one:?} {other:?} {apart:.3}");
                }
            }
        }
    }
}

#[test]
fn categories_show_on_their_paper() {
    for paint in CATEGORIES {
        assert!(paint.light.contrast(PAPER.light) > 2.0, "{paint:?}");
        assert!(paint.dark.contrast(PAPER.dark) > 4.0, "{paint:?}");
    }
}

#[test]
fn texts_can_be_read() {
    for paint in [INK, MUTED, ALERT, crate::view::theme::ACCENT] {
        for ground in [PAPER, PANEL] {
            assert!(paint.light.contrast(ground.light) >= 4.5, "{paint:?}");
            assert!(paint.dark.contrast(ground.dark) >= 4.5, "{paint:?}");
        }
    }
    for step in 0..=20 {
        for ground in [sequential(f64::from(step) / 20.0), diverging(f64::from(step) / 10.0 - 1.0)]
        {
            let text = ground.text_on();
            assert!(text.light.contrast(ground.light) >= 4.0, "{step}");
            assert!(text.dark.contrast(ground.dark) >= 4.0, "{step}");
        }
    }
}

#[test]
fn much_is_darker_than_little_for_every_eye() {
    for eye in &EYES {
        for step in 0..20 {
            let (less, more) =
                (sequential(f64::from(step) / 20.0), sequential(f64::from(step + 1) / 20.0));
            let (light, dark) = (seen(less.light, eye)[0], seen(more.light, eye)[0]);
            assert!(light > dark + 0.01, "{step}: {light} {dark}");
            assert!(seen(less.dark, eye)[0] < seen(more.dark, eye)[0] - 0.01, "{step}");
        }
    }
}

#[test]
fn less_and_more_differ_for_every_eye() {
    for eye in &EYES {
        for step in 3..=10 {
            let part = f64::from(step) / 10.0;
            let (less, more) = (diverging(-part), diverging(part));
            assert!(apart(less.light, more.light, eye) > 0.08, "{step}");
            assert!(apart(less.dark, more.dark, eye) > 0.08, "{step}");
        }
    }
}

#[test]
fn anything_has_a_colour() {
    for part in [f64::NAN, f64::INFINITY, -7.0, 9.0] {
        let _ = (sequential(part), diverging(part));
    }
    assert_eq!(classes(1).len(), 1);
    assert_eq!(classes(5).first(), Some(&sequential(0.0)));
    assert_eq!(classes(5).last(), Some(&sequential(1.0)));
}
