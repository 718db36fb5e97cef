"""How well the reader takes messages apart: precision, recall and F1 of each field, over all and by language.

python benchmarks/reader_f1.py [--errors] [FILE.jsonl ...]

Without files: the corpora of tests/conversation/corpus. A line is {"lang", "country", "text", "expect"}; `expect` holds
the fields of `user_preferences` that the message names. Every value of a list counts by itself, so does every single
value; case and accents do not count, numbers do. A field that is not expected and filled nevertheless is a mistake.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.conversation.reader.taken import taken_from
from jobs.parsing.folding import without_accents
from jobs.parsing.skill_vocabulary import canonical_skill

CORPORA = Path(__file__).parent.parent / "tests" / "conversation" / "corpus"
SKILLS = {"technical_skills", "excluded_skills"}
WHOLE = "all fields"


@dataclass(frozen=True, slots=True)
class Tally:
    """Values found rightly, found wrongly and missed, by (language, field)."""

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, language: str, expected: dict[str, Any], taken: dict[str, Any]) -> bool:
        """Count one message; whether everything agreed."""
        agreed = True
        for name in expected.keys() | taken.keys():
            wanted, found = values(expected.get(name), name), values(taken.get(name), name)
            for key in ((language, name), (language, WHOLE), ("all", name), ("all", WHOLE)):
                self.right[key] += len(wanted & found)
                self.wrong[key] += len(found - wanted)
                self.missed[key] += len(wanted - found)
            agreed = agreed and wanted == found
        return agreed

    def score(self, language: str, name: str) -> tuple[float, float, float]:
        """Precision, recall and F1; 1 where nothing was expected and nothing found."""
        key = (language, name)
        right, wrong, missed = self.right[key], self.wrong[key], self.missed[key]
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        f1 = 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0
        return precision, recall, f1

    def counted(self) -> set[tuple[str, str]]:
        """Every (language, field) that was counted."""
        return {*self.right, *self.wrong, *self.missed}


def values(value: object, name: str) -> set[str]:
    """What is compared: the values of a list, or the one value; skills by their usual name."""
    if value is None:
        return set()
    named = value if isinstance(value, list) else [value]
    return {plain(canonical_skill(item) or item) if name in SKILLS else plain(item) for item in named}


def plain(value: object) -> str:
    return (
        f"{value:g}"
        if isinstance(value, int | float) and not isinstance(value, bool)
        else without_accents(str(value)).casefold()
    )


def utterances(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def tally(lines: list[dict[str, Any]], *, errors: bool = False) -> tuple[Tally, int]:
    """The counts, and how many messages were read without any mistake."""
    counts, whole = Tally(), 0
    for line in lines:
        taken = taken_from(line["text"], language=line["lang"], country=line["country"])
        agreed = counts.add(line["lang"], line["expect"], taken)
        whole += agreed
        if errors and not agreed:
            names = line["expect"].keys() | taken.keys()
            off = {
                n: (line["expect"].get(n), taken.get(n))
                for n in names
                if values(line["expect"].get(n), n) != values(taken.get(n), n)
            }
            print(line["lang"], line["country"], repr(line["text"]), off)
    return counts, whole


def report(name: str, lines: list[dict[str, Any]], *, errors: bool) -> None:
    counts, whole = tally(lines, errors=errors)
    print(f"{name}: {len(lines)} messages, {whole} read without a mistake")
    for language, field_name in sorted(counts.counted(), key=lambda key: (key[1] != WHOLE, key[0] != "all", key)):
        if language == "all" or field_name == WHOLE:
            precision, recall, f1 = counts.score(language, field_name)
            print(f"  {language:4} {field_name:22} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(CORPORA.glob("*.jsonl")))
    parser.add_argument(
        "--errors", action="store_true", help="print every message read wrongly: field: (wanted, taken)"
    )
    options = parser.parse_args()
    for path in options.files:
        report(path.stem, utterances(path), errors=options.errors)


if __name__ == "__main__":
    main()
