"""How well duplicates are found, against pairs judged by reading both postings.

    python -m benchmarks.duplicates jobspy_nl_8274.csv.gz [--pairs fitted|held_out|fresh]

The pairs (ids and verdicts only) were drawn from all pairs of the file with a MinHash likeness of 0.3 or with the same
title and company (fresh: also with the same company and a similar title), in strata, at random but not two of one
company in a stratum. "same": the same work for the same employer, in whatever city; not: another department, level,
intake or contract, another intermediary, or two postings without a text in different places (those with a text missing
were judged by title, company, place and date alone). The second recall and precision weigh each stratum by the pairs
that it has in the file.

fitted: 100 pairs (benchmarks/data/duplicate_pairs.tsv), drawn before the finder was written; held_out: 60 others
(duplicate_pairs_held_out.tsv), which are no longer held out. The rules and their bounds were chosen on these 160, and
on some fifty further pairs read for the purpose: figures of a fit.
fresh: 100 others (duplicate_pairs_fresh.tsv), with no posting of the former, judged by one reader before the rules on
rewritten and translated texts, excerpts and languages were written; no verdict was changed since. That reader then
wrote the rules and looked at these figures five times; what was missed was seen, and after the first look names of
universities and "new" in a title were made to count for nothing, and a posting without a text under a particular title
to join one that names no city. Half of its pairs are of the hardest kinds, so that
the weighed figures are those of the file. It knows no vectors.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from jobs.duplicates.clusters import cluster_file
from jobs.reading import Preparation, Row, choose
from jobs.sources.files import look_at
from jobs.understanding import Moment, signature

DATA = Path(__file__).parent / "data"
FIRST_DRAW = {
    "same_title_company_text_0.9": 1068,
    "same_title_company_text_0.3-0.9": 198,
    "same_title_company_text_below_0.3": 234,
    "same_title_company_text_missing": 1966,
    "same_company_other_title_text_0.6": 1156,
    "same_company_other_title_text_0.3-0.6": 3436,
    "other_company_same_title": 463,
    "other_company_other_title": 648,
}
FRESH_DRAW = {
    "same_title_company_text_0.9": 1034,
    "same_title_company_text_0.3-0.9": 192,
    "same_title_company_text_below_0.3": 205,
    "same_title_company_text_missing": 1810,
    "same_company_other_title_text_0.6": 777,
    "same_company_similar_title_text_0.3-0.6": 414,
    "same_company_similar_title_text_below_0.3": 1898,
    "same_company_other_title_text_0.3-0.6": 2269,
    "other_company_same_title": 164,
    "other_company_other_title": 168,
}
# Of each set its file, and how many pairs of each stratum there were to draw from.
PAIRS = {
    "fitted": (DATA / "duplicate_pairs.tsv", FIRST_DRAW),
    "held_out": (DATA / "duplicate_pairs_held_out.tsv", FIRST_DRAW),
    "fresh": (DATA / "duplicate_pairs_fresh.tsv", FRESH_DRAW),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pairs", choices=PAIRS, action="append", help="of which file; else of all")
    given = parser.parse_args()
    clusters = clusters_of(given.file)
    for name in given.pairs or PAIRS:
        print(f"-- {name}")
        compare(*PAIRS[name], clusters)


def compare(path: Path, in_the_file: dict[str, int], clusters: dict[tuple[str, str], str]) -> None:
    with path.open(newline="") as held:
        pairs = list(csv.DictReader(held, delimiter="\t"))
    counts: dict[str, dict[str, int]] = defaultdict(lambda: {"hit": 0, "false": 0, "missed": 0, "apart": 0})
    for pair in pairs:
        first, second = (clusters[pair[f"{side}_source"], pair[f"{side}_id"]] for side in ("first", "second"))
        same = pair["verdict"] == "same"
        found = ("hit" if same else "false") if first == second else ("missed" if same else "apart")
        counts[pair["stratum"]][found] += 1
    for stratum, found in counts.items():
        print(f"{stratum:40} {found}")
    show("as drawn", counts, dict.fromkeys(counts, 1.0))
    drawn = {stratum: sum(found.values()) for stratum, found in counts.items()}
    show("weighed by stratum", counts, {each: in_the_file[each] / drawn[each] for each in counts})


def show(what: str, counts: dict[str, dict[str, int]], weights: dict[str, float]) -> None:
    hit, false, missed = (
        sum(found[name] * weights[each] for each, found in counts.items()) for name in ("hit", "false", "missed")
    )
    precision, recall = hit / (hit + false), hit / (hit + missed)
    print(f"{what}: precision {precision:.3f}, recall {recall:.3f}")


def clusters_of(path: Path) -> dict[tuple[str, str], str]:
    file, reader = choose(look_at(path), {})
    moment = Moment(datetime.now(UTC))
    preparation = Preparation(reader, None, "file", moment)
    rows = [row for row in map(preparation.row, file.records()) if isinstance(row, Row)]
    found = cluster_file([signature(row.posting) for row in rows])
    return {row.key: cluster for row, cluster in zip(rows, found, strict=True)}


if __name__ == "__main__":
    main()
