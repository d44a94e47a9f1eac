"""Makes fixtures/nowcast/sample_flow.csv: a made-up flow that the sample's posts lead.

    python3 tests/python/make_sample_flow.py > fixtures/nowcast/sample_flow.csv

Counts the topic `arrival` of fixtures/topics/sample.toml in fixtures/sample (by count_topics.py,
not by lbsm) and makes of its daily counts x

    ln flow(t) = 6 + 1.5 z(t) + weekday(t) + e(t),   z(t) = mean of x over the nine days around t - 6

with e normal of standard deviation 0.15, from 2016-03-01 to 2017-02-28. So what is to be found is
a lead of 6 days and a window of 9. The flow is of nobody: the posts are synthetic, too.
"""

import csv
import datetime
import math
import pathlib
import random
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
command = ["count_topics.py", "../../fixtures/topics/sample.toml", "../../fixtures/sample/tweets.jsonl.gz"]
table = subprocess.run([sys.executable, *command], cwd=root / "tests/python", check=True, capture_output=True, text=True)
counts = {row["date"]: int(row["buzz-arrival"]) for row in csv.DictReader(table.stdout.splitlines())}
chance = random.Random(7)
weekday = [0.0, 0.05, 0.1, 0.08, 0.04, -0.1, -0.18]
day = datetime.date(2016, 3, 1)
print("date,flow")
while day < datetime.date(2017, 3, 1):
    window = [day - datetime.timedelta(6 + offset) for offset in range(-4, 5)]
    mean = sum(counts[str(other)] for other in window) / 9
    flow = math.exp(6 + 1.5 * mean + weekday[day.weekday()] + chance.gauss(0, 0.15))
    print(f"{day},{round(flow)}")
    day += datetime.timedelta(1)
