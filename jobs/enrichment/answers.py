"""A model's answer about several postings, taken apart: what it says of each, or why nothing of it can be used."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from jobs.enrichment.questions import FACT_KEYS
from jobs.sources.posting import storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_CHARACTERS = 20_000  # of one result; more is no answer to what was asked

Told = dict[str, dict[str, Any]]


def read_results(answer: Mapping[str, Any], wanted: Mapping[str, Sequence[str]]) -> tuple[Told, dict[str, str]]:
    """For each id the values of the facts wanted of it, or the reason why there are none.

    Results with ids that were not given, and keys that were not wanted, are left aside. Two results for one id are
    none: one of them belongs to another posting.
    """
    results = [result for result in _listed(answer.get("results")) if isinstance(result, dict)]
    times = Counter(_id(result) for result in results)
    told: Told = {}
    for result in results:
        each = _id(result)
        if each in wanted and times[each] == 1:
            told[each] = {key: storable(result.get(key)) for fact in wanted[each] for key in FACT_KEYS[fact]}
    untold = {each: _reason(times[each]) for each in wanted if each not in told}
    for each in [each for each, values in told.items() if len(json.dumps(values)) > MOST_CHARACTERS]:
        del told[each]
        untold[each] = "the model's answer was far too long"
    return told, untold


def _listed(given: Any) -> list[Any]:  # noqa: ANN401 - whatever a model wrote
    return given if isinstance(given, list) else []


def _id(result: Mapping[str, Any]) -> str:
    return str(result.get("id", ""))


def _reason(times: int) -> str:
    return "the model answered twice for this posting" if times else "the model left this posting out"
