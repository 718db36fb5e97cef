"""Groups texts that offer one opening: pairs by shared keys, judged, and joined; the cost grows as the texts do.

The texts that say whose opening it is are grouped by the transitive closure of the judged pairs. A vaguer one (short,
without a company, without any text) goes to the only group that it can be of and never joins two, so that it may leave
its group again when another comes. The order of arrival does not change the result, but of a key that more than
NEIGHBOURS texts share, of which only those next to each other are compared, and where an operator decided.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from jobs.duplicates.likeness import likenesses
from jobs.duplicates.rewritten import is_excerpt
from jobs.duplicates.same_opening import (
    Vagueness,
    is_same_excerpt,
    is_same_opening,
    stands_for,
    vagueness,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from db.job_signatures import StoredText, TextSignature

    Integers = NDArray[np.int64]

NEIGHBOURS = 16
MEMBERS_OF_A_ROLE = 64  # are looked at for a vague text from another place


class Groups:
    """Which texts belong together, by position; some groups may be held apart. The least position names a group."""

    def __init__(self, labels: Sequence[int], apart: Mapping[int, frozenset[int]]) -> None:
        self._parents = list(labels)
        self._apart = {label: set(others) for label, others in apart.items()}

    def of(self, position: int) -> int:
        """The group of a text."""
        root = position
        while self._parents[root] != root:
            root = self._parents[root]
        while self._parents[position] != root:
            self._parents[position], position = root, self._parents[position]
        return root

    def join(self, first: int, second: int) -> None:
        """Put the groups of two texts together, unless they are to be held apart."""
        kept, gone = sorted((self.of(first), self.of(second)))
        if kept == gone or gone in self._apart.get(kept, ()):
            return
        self._parents[gone] = kept
        for other in self._apart.pop(gone, set()):
            self._apart.setdefault(kept, set()).add(other)
            self._apart[other] = self._apart[other] - {gone} | {kept}

    def all(self) -> Integers:
        """The group of each text."""
        return np.fromiter((self.of(at) for at in range(len(self._parents))), np.int64, len(self._parents))


def group(
    texts: Sequence[TextSignature],
    labels: Sequence[int] | None = None,
    apart: Mapping[int, frozenset[int]] | None = None,
    settled: AbstractSet[int] = frozenset(),
) -> list[int]:
    """For each text the position of the first text of its group.

    `labels` are groups to begin with, in the same form; `apart` says of such a group which others it must not join
    (both ways); the vague texts at the positions `settled` stay in theirs.
    """
    groups = Groups(labels or range(len(texts)), apart or {})
    vague = [Vagueness.NONE if at in settled else vagueness(text) for at, text in enumerate(texts)]
    fits: dict[int, set[int]] = defaultdict(set)
    for one, other in _same_pairs(texts, groups):
        if vague[one] != vague[other]:
            clear, unclear = sorted((one, other), key=lambda at: vague[at])
            fits[unclear].add(clear)
        elif one not in settled and other not in settled:
            groups.join(one, other)
    for one, other in _add_excerpts(texts, vague, fits):
        if one not in settled and other not in settled:
            groups.join(one, other)
    _place_vague(vague, fits, groups)
    return [groups.of(at) for at in range(len(texts))]


def known_groups(
    texts: Sequence[StoredText], loose: AbstractSet[int] = frozenset()
) -> tuple[dict[str, int], list[int], dict[int, frozenset[int]]]:
    """Stored clusters as `group` and `Groups` take them: where each cluster's first text is, the labels, the apart.

    The texts at the positions `loose` begin alone.
    """
    firsts: dict[str, int] = {}
    for at, text in enumerate(texts):
        if at not in loose:
            firsts.setdefault(text.cluster_key, at)
    apart: dict[int, set[int]] = defaultdict(set)
    for text in (text for text in texts if text.cluster_key in firsts):
        own = firsts[text.cluster_key]
        for other in (firsts[key] for key in text.not_with if key in firsts):
            apart[own].add(other)
            apart[other].add(own)
    labels = [at if at in loose else firsts[text.cluster_key] for at, text in enumerate(texts)]
    return firsts, labels, {label: frozenset(others) for label, others in apart.items()}


def _same_pairs(texts: Sequence[TextSignature], groups: Groups) -> Iterator[tuple[int, int]]:
    """Pairs of texts, neither missing, that offer one opening; of those in one group already only some."""
    for firsts, seconds in _candidates(texts, groups):
        pairs = [(texts[one], texts[other]) for one, other in zip(firsts, seconds, strict=True)]
        for one, other, pair, likeness in zip(firsts, seconds, pairs, likenesses(pairs), strict=True):
            if min(pair[0].shingles, pair[1].shingles) and is_same_opening(*pair, likeness):
                yield int(one), int(other)


def _candidates(texts: Sequence[TextSignature], groups: Groups) -> Iterator[tuple[Integers, Integers]]:
    """Pairs that share a key and are not yet in one group; those next to each other first."""
    keys = np.fromiter((key for text in texts for key in text.keys), np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(text.keys) for text in texts])
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    for distance in range(1, NEIGHBOURS + 1):
        near = np.flatnonzero(keys[distance:] == keys[:-distance])
        if not len(near):
            return
        labels = groups.all()
        firsts, seconds = owners[near], owners[near + distance]
        open_ = labels[firsts] != labels[seconds]
        pairs = np.unique(firsts[open_] * len(texts) + seconds[open_])
        yield pairs // len(texts), pairs % len(texts)


def _add_excerpts(
    texts: Sequence[TextSignature],
    vague: Sequence[Vagueness],
    fits: dict[int, set[int]],
) -> list[tuple[int, int]]:
    """What a text that is missing or cut may be of: those of its title and company; and excerpts of the same."""
    alike: list[tuple[int, int]] = []
    for unclear, others in _of_one_role(texts, vague):
        fits[unclear].update(_fitting(texts, vague, unclear, others))
        same = [other for other in others if vague[other] == vague[unclear] >= Vagueness.EXCERPT]
        alike += [(unclear, other) for other in same if is_same_excerpt(texts[unclear], texts[other])]
    return alike


def _fitting(texts: Sequence[TextSignature], vague: Sequence[Vagueness], unclear: int, others: list[int]) -> list[int]:
    """Those that a vague text may be of; where an excerpt stands in some of them, these."""
    fitting = [other for other in others if vague[other] < vague[unclear] and stands_for(texts[unclear], texts[other])]
    return [other for other in fitting if is_excerpt(texts[unclear], texts[other])] or fitting


def _of_one_role(texts: Sequence[TextSignature], vague: Sequence[Vagueness]) -> Iterator[tuple[int, list[int]]]:
    """For each vague text with a company those of its title and company; those of its place, or a bounded number."""
    here: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    anywhere: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        if text.company:
            title, root = text.title.replace(" ", ""), text.company.split(" ", 1)[0]
            here[title, root, text.place].append(at)
            anywhere[title, root].append(at)
    for (title, root), members in anywhere.items():
        for unclear in (at for at in members if vague[at]):
            near = [*here[title, root, texts[unclear].place], *members[:MEMBERS_OF_A_ROLE]]
            yield unclear, [at for at in dict.fromkeys(near) if at != unclear]


def _place_vague(vague: Sequence[Vagueness], fits: Mapping[int, set[int]], groups: Groups) -> None:
    """The least vague first; those that are alike go together, and nowhere if several groups fit them."""
    for level in (Vagueness.SHORT, Vagueness.NAMELESS, Vagueness.EXCERPT, Vagueness.EMPTY):
        fitting: dict[int, set[int]] = defaultdict(set)
        for unclear in (at for at in fits if vague[at] is level):
            fitting[groups.of(unclear)].update(groups.of(clear) for clear in fits[unclear])
        for own, others in fitting.items():
            if len(others) == 1:
                groups.join(own, next(iter(others)))
