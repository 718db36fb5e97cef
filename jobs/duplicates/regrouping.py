"""What new texts change in the clusters that are there: pure, so that it can be tried without a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.text_hash import text_hash
from jobs.duplicates.grouping import group, known_groups
from jobs.duplicates.same_opening import vagueness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from db.job_signatures import StoredText, TextSignature


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Changes to clusters, in the order in which they are to be made.

    Attributes:
        created: the keys of new clusters.
        moved: the old and the new cluster of known texts that leave theirs, by text_key.
        joined: clusters that become part of another, by key.
        placed: the cluster of each new text, by text_key.
    """

    created: list[str]
    moved: dict[str, tuple[str, str]]
    joined: dict[str, str]
    placed: dict[str, str]

    def clusters_of(self, known: Mapping[str, str]) -> dict[str, str]:
        """The clusters of known texts, by text_key, after the changes."""
        return {
            text_key: self.moved[text_key][1] if text_key in self.moved else self.joined.get(key, key)
            for text_key, key in known.items()
        }


def is_loose(text: StoredText) -> bool:
    """Whether a known text may leave its cluster: it is vague, and no operator wants it there."""
    return bool(vagueness(text.signature)) and not text.kept


def regrouped(near: Sequence[StoredText], loose: AbstractSet[int], new: Sequence[TextSignature]) -> Regrouping:
    """Place new texts among known ones, and the known ones at the positions `loose` anew.

    A group keeps the oldest of its clusters; a text that is left alone keeps its cluster if nobody else is in it.
    """
    firsts, labels, apart = known_groups(near, loose)
    labels += range(len(near), len(near) + len(new))
    settled = frozenset(at for at, text in enumerate(near) if at not in loose and vagueness(text.signature))
    groups = group([*(text.signature for text in near), *new], labels, apart, settled)
    names: dict[int, str] = {}
    for key, at in firsts.items():
        names.setdefault(groups[at], key)
    created = _name_loose(near, loose, groups, names, set(firsts))
    for at, text in enumerate(new, start=len(near)):
        if groups[at] not in names:
            names[groups[at]] = text.text_key
            created.append(text.text_key)
    ends = {at: names[groups[at]] for at in range(len(groups))}
    return Regrouping(
        created=created,
        moved={
            near[at].signature.text_key: (near[at].cluster_key, ends[at])
            for at in sorted(loose)
            if near[at].cluster_key != ends[at]
        },
        joined={key: ends[at] for key, at in firsts.items() if key != ends[at]},
        placed={text.text_key: ends[at] for at, text in enumerate(new, start=len(near))},
    )


def _name_loose(
    near: Sequence[StoredText], loose: AbstractSet[int], groups: Sequence[int], names: dict[int, str], taken: set[str]
) -> list[str]:
    """Give the groups of loose texts alone their keys; which of these are new."""
    created = []
    for at in sorted(loose):
        if groups[at] in names:
            continue
        key = near[at].cluster_key
        if key in taken:
            key = text_hash(f"{key} without {near[at].signature.text_key}")
            created.append(key)
        names[groups[at]] = key
        taken.add(key)
    return created
