"""Makes fixtures/grid/classes.json: class breaks as mapclassify 2.8.1 finds them.

    pip install mapclassify==2.8.1 numba && python tests/python/make_grid_golden.py
"""

import json
import random
import warnings

import mapclassify

assert mapclassify.__version__ == "2.8.1", mapclassify.__version__
warnings.simplefilter("ignore")
random.seed(7)

CASES = {
    "counts with ties": [1, 1, 1, 1, 2, 2, 2, 3, 3, 5, 8, 13, 21, 34, 34, 34, 55],
    "two values": [1, 1, 1, 9],
    "three values": [2, 4, 9],
    "zeros": [0, 0, 0, 0, 0, 0, 1, 2, 2, 4, 17],
    "long tail": [int(random.paretovariate(0.9)) for _ in range(300)],
    "uniform": [round(random.uniform(0, 100), 2) for _ in range(60)],
    "normal with negatives": [round(random.gauss(0, 12), 1) for _ in range(80)],
    "large and near": [1_000_000 + value for value in (0, 1, 2, 50, 51, 52, 99, 100)],
}


def breaks(scheme, values, count):
    try:
        if scheme == "headtail":
            found = mapclassify.HeadTailBreaks(values)
        elif scheme == "quantile":
            found = mapclassify.Quantiles(values, k=count)
        elif scheme == "equal":
            found = mapclassify.EqualInterval(values, k=count)
        else:
            found = mapclassify.FisherJenks(values, k=count)
    except ValueError:
        # Fewer different values than classes: ours makes fewer classes.
        return None
    return {
        "scheme": scheme,
        "count": count,
        "breaks": [float(upper) for upper in found.bins],
        "classes": [int(number) for number in found.yb],
    }


golden = []
for name, values in CASES.items():
    found = [breaks("headtail", values, 5)]
    for count in (2, 3, 5, 7):
        # FisherJenks reckons in 32-bit floats, in which these millions are all alike.
        schemes = ["quantile", "equal"] + ([] if name == "large and near" else ["jenks"])
        found += [breaks(scheme, values, count) for scheme in schemes]
    golden.append({"name": name, "values": values, "found": [one for one in found if one]})

with open("fixtures/grid/classes.json", "w", encoding="utf-8") as file:
    rows = ",\n".join(json.dumps(case) for case in golden)
    file.write(f'{{"mapclassify": "2.8.1", "cases": [\n{rows}\n]}}\n')
