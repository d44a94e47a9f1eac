"""An independent count of topics in a dump of tweets, for `tests/indicator.rs`.

    python3 count_topics.py TOPICS.toml DUMP [--occurrences] [--lang a,b] [--mentions PLACES.txt] [--zone Z]

Prints the table that `lbsm indicator DUMP --topics TOPICS.toml` is to print. It shares nothing
with the program: it knows Twitter's JSON (v1.1 and v2), reads the whole dump into memory and
tries every entry at every word, by regular expressions.
"""

import argparse
import bz2
import csv
import datetime
import gzip
import json
import re
import sys
import tomllib
import unicodedata
import zoneinfo

APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})


def normal(text):
    text = unicodedata.normalize("NFKC", text).casefold().replace("i\u0307", "i")
    return unicodedata.normalize("NFKC", text).translate(APOSTROPHES)


# Letters, digits and marks; _ joins, and so do an apostrophe and a full stop between letters, a
# colon too, and comma or full stop between digits (UAX 29).
LETTER = r"[^\W\d]"
WORD = re.compile(
    r"(?:[\w\u0300-\u036f\u200d]|(?<=[^\W\d_])['.:·](?=[^\W\d_])|(?<=\d)['.,;](?=\d))+"
)
# Scripts without spaces: each character stands alone (ideographs, Hiragana, Thai, Lao, Khmer, Burmese).
ALONE = re.compile(
    r"[\u2e80-\u303f\u3040-\u309f\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)


def words(text):
    return [w for w in WORD.findall(ALONE.sub(lambda m: f" {m[0]} ", normal(text))) if re.search(r"[^\W_]", w)]


def entry(text):
    """A list of (word, whether it is a prefix)."""
    result = []
    for part in text.split():
        found = words(part.removesuffix("*"))
        result += [(w, False) for w in found[:-1]] + [(found[-1], part.endswith("*"))]
    return result


def stands(entry, all_words, at):
    if at + len(entry) > len(all_words):
        return False
    return all(
        word.startswith(wanted) if prefix else word == wanted
        for (wanted, prefix), word in zip(entry, all_words[at:])
    )


def speaks(wanted, language):
    if wanted is None:
        return True
    language, wanted = (language or "").lower(), wanted.lower()
    return language == wanted or language.startswith(wanted + "-")


def dictionary(path):
    with open(path, "rb") as file:
        topics = tomllib.load(file)["topic"]
    result = []
    for topic in topics:
        lists = [(None, topic.get("words", []))]
        lists += [(it.get("lang"), it["words"]) for it in topic.get("list", [])]
        result.append((topic["name"], [(lang, entry(w)) for lang, ws in lists for w in ws]))
    return result


def places(path):
    result = []
    for line in open(path, encoding="utf-8"):
        line = line.split("#")[0].strip()
        if line:
            name, _, spellings = line.partition(":")
            all_spellings = [name.split("(")[0], *(s for s in spellings.split(",") if s.strip())]
            result.append((name.strip(), [(None, entry(s)) for s in all_spellings]))
    return result


def text_of(tweet):
    return tweet.get("extended_tweet", {}).get("full_text") or tweet.get("full_text") or tweet.get("text")


def is_whole(tweet):
    return not tweet.get("truncated") or "extended_tweet" in tweet or "full_text" in tweet


def tweets(path):
    """id, time, language, text of every tweet that is a record of its own."""
    opened = {"gz": gzip.open, "z2": bz2.open}.get(path[-2:], open)
    with opened(path, "rb") as file:
        content = file.read()
    for line in content.split(b"\n"):
        try:
            record = json.loads(line.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            continue
        if not isinstance(record, dict):
            continue
        data = record.get("data", record)
        for tweet in data if isinstance(data, list) else [data]:
            if not isinstance(tweet, dict):
                continue
            identity = tweet.get("id_str") or tweet.get("id")
            text = text_of(tweet)
            original = tweet.get("retweeted_status")
            # A retweet cuts the text of its original, which came along.
            if isinstance(original, dict) and is_whole(original):
                text = text_of(original)
            created = tweet.get("created_at")
            if not identity or text is None or not created:
                continue
            if created[0].isdigit():
                time = datetime.datetime.fromisoformat(created.replace("Z", "+00:00"))
            else:
                time = datetime.datetime.strptime(created, "%a %b %d %H:%M:%S %z %Y")
            yield str(identity), time, tweet.get("lang"), text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("topics")
    parser.add_argument("dump")
    parser.add_argument("--occurrences", action="store_true")
    parser.add_argument("--lang")
    parser.add_argument("--mentions")
    parser.add_argument("--zone", default="UTC")
    args = parser.parse_args()
    topics = dictionary(args.topics)
    cities = places(args.mentions) if args.mentions else None
    zone = zoneinfo.ZoneInfo(args.zone)
    met, counts = set(), {}
    for identity, time, language, text in tweets(args.dump):
        day = time.astimezone(zone).date()
        met.add(day)
        if args.lang and (language or "").lower() not in args.lang.split(","):
            continue
        all_words = words(text)
        at_all = range(len(all_words))
        if cities:
            # Only entries that could begin somewhere in the text are tried at every word.
            present = set(all_words)
            tried = [e for _, es in cities for _, e in es if e[0][1] or e[0][0] in present]
            if not any(stands(e, all_words, at) for e in tried for at in at_all):
                continue
        for name, entries in topics:
            spoken = [e for lang, e in entries if speaks(lang, language)]
            count = sum(any(stands(e, all_words, at) for e in spoken) for at in at_all)
            if count:
                key = (identity, name)
                before = counts.get(key, (day, 0))
                counts[key] = (min(day, before[0]), max(count, before[1]))
    table = {}
    for (_, name), (day, count) in counts.items():
        table[day, name] = table.get((day, name), 0) + (count if args.occurrences else 1)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["date", *(f"buzz-{name}" for name, _ in topics)])
    day = min(met)
    while day <= max(met):
        out.writerow([day, *(table.get((day, name), 0) for name, _ in topics)])
        day += datetime.timedelta(1)


main()
