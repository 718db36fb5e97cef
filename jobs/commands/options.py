"""Options that several commands have, refused where they cannot be meant so."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from difflib import get_close_matches

from jobs.parsing.countries import country_code
from jobs.sources.kinds import GENERIC, KINDS

NEARNESS = 0.85  # of difflib: one letter wrong in seven


@dataclass(frozen=True, slots=True)
class Origin:
    """What `--source` says: the kind to read a file as, "" to recognise it; or the name of where it is from."""

    kind: str = ""
    source: str | None = None


def origin(given: str) -> Origin:
    """A kind, however it is written; else a name.

    Raises:
        ArgumentTypeError: it is a kind with a slip of the pen.
    """
    kinds = {_plain(kind): kind for kind in (*KINDS, GENERIC)}
    if kind := kinds.get(_plain(given)):
        return Origin(kind=kind)
    lowered = given.lower()
    near = get_close_matches(lowered, kinds.values(), 1, NEARNESS)
    if near and not lowered.startswith(near[0]):
        raise argparse.ArgumentTypeError(
            f"{given!r} is no kind of source; is it {near[0]}? Where it is a name of your own, take one less like it."
        )
    return Origin(source=given or None)


def country(given: str) -> str:
    """The ISO 3166 alpha-2 code of a country, by its code or name.

    Raises:
        ArgumentTypeError: there is no such country.
    """
    code = country_code(given) if given else ""
    if code is None:
        raise argparse.ArgumentTypeError(f"{given!r} is no country; write its code, such as NG.")
    return code


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
