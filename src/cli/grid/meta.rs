//! The sidecar: how cells were made, for whoever finds the file.

use super::count::Counted;
use super::{Args, Plan};
use crate::query::Expression;
use serde_json::{Value, json};

/// What stands in the `.meta.json`. Nothing in it depends on when or where it was made.
pub fn meta(args: &Args, plan: &Plan, counted: &Counted) -> Value {
    let table = &counted.table;
    let text = |expression: &Expression| expression.text().to_owned();
    let optional = |given: &Option<Option<Expression>>| match given {
        None => Value::Null,
        Some(None) => json!("all"),
        Some(Some(expression)) => json!(text(expression)),
    };
    let settings = counted.settings.as_ref();
    let sets = settings.filter(|_| !plan.exact).map(|settings| {
        json!({
            "key_id": settings.key_id.to_string(),
            "hll_params": settings.params.to_string(),
            "relative_error": settings.params.relative_error(),
            "items": settings.mode.to_string(),
            "geohash": settings.precision.to_string(),
            "bases": counted.bases,
        })
    });
    let method = if plan.exact {
        "posts counted exactly"
    } else if counted.intersected {
        "the union of each cell's sets, intersected with the expression by joint maximum likelihood"
    } else {
        "the union of each cell's sets, its cardinality by maximum likelihood"
    };
    let total: serde_json::Map<String, Value> = table
        .metrics
        .iter()
        .zip(&counted.total)
        .map(|(metric, total)| (metric.plural().to_owned(), json!(total.round())))
        .collect();
    let classes: Vec<Value> = table
        .legend()
        .into_iter()
        .map(|entry| json!({"class": entry.class, "range": entry.label, "cells": entry.count}))
        .collect();
    let suppressed = counted.suppressed;
    json!({
        "lbsm": env!("CARGO_PKG_VERSION"),
        "input": args.store.to_string(),
        "compared_with": args.other.as_ref().map(ToString::to_string),
        "where": args.filter.as_ref().map(text),
        "chi": optional(&args.chi),
        "diff": optional(&args.diff),
        "cell": counted.tiling.to_string(),
        "crs": counted.tiling.crs(),
        "edges": "half-open: a position on the line between two cells is in the eastern or northern one",
        "metrics": table.metrics.iter().map(|metric| metric.plural()).collect::<Vec<_>>(),
        "by": args.by.map(|_| "month"),
        "method": method,
        "sets": sets,
        "cells": table.rows.len(),
        "total": total,
        "outside": counted.outside,
        "undated": counted.undated,
        "skipped": counted.skipped,
        "min_count": {
            "least": args.min_count,
            "of": counted.least_of.plural(),
            "cells_below": suppressed.cells,
            "merged": suppressed.merged,
            "into_parents": suppressed.parents,
            "dropped": suppressed.dropped,
        },
        "classification": {
            "scheme": table.scheme.to_string(),
            "of": mapped(counted),
            "least": table.classes.least,
            "breaks": table.classes.breaks,
            "classes": classes,
        },
    })
}

/// What the classes are of, as a column is called.
pub fn mapped(counted: &Counted) -> String {
    let table = &counted.table;
    let first = table.metrics.first().map_or("posts", |metric| metric.plural());
    if table.columns.chi {
        "chi".to_owned()
    } else if table.is_signed() {
        format!("{first}_change")
    } else if table.columns.rates {
        format!("{first}_per_km2")
    } else {
        first.to_owned()
    }
}
