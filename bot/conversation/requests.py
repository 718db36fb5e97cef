"""What a turn asks of the world, and the answers: resolved by `bot/asks.py` outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from bot.conversation.model import Shown
    from db.preferences import Preferences


@dataclass(frozen=True, slots=True)
class FindJobs:
    """The best postings not shown yet. Answer: JobsFound.

    `more`: the person has seen a list and asks for the next. `preview`: between two questions, to show what comes.
    `instead`: wishes to go by this once, in place of the person's own. `digest`: the one to go on with, as long as it
    has more.
    """

    limit: int = 5
    more: bool = False
    preview: bool = False
    instead: Preferences | None = None
    digest: int = 0


@dataclass(frozen=True, slots=True)
class FindSimilar:
    """Postings of the same kind of work as one, not shown yet, within the person's other wishes. Answer: JobsFound."""

    job_id: int
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Explain:
    """Why a posting was shown. Answer: Explained."""

    job_id: int


@dataclass(frozen=True, slots=True)
class LookUp:
    """Whether a posting is there, before something is done with it. Answer: PostingFound.

    `reason` is why it was hidden, for the purpose "reason".
    """

    job_id: int
    purpose: Literal["save", "hide", "reason", "applied"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ListSaved:
    """The person's list. Answer: SavedFound."""


@dataclass(frozen=True, slots=True)
class ListApplied:
    """What the person applied to. Answer: AppliedFound."""


@dataclass(frozen=True, slots=True)
class CountUsage:
    """How the bot is used, for an admin. Answer: UsageFound."""


@dataclass(frozen=True, slots=True)
class MakeCode:
    """A code to be typed in another chat of the same person. Answer: CodeMade."""


@dataclass(frozen=True, slots=True)
class UseCode:
    """A code typed here. Answer: CodeFound."""

    code: str


@dataclass(frozen=True, slots=True)
class ListReports:
    """The postings that reports hold back. Answer: ReportsFound."""


@dataclass(frozen=True, slots=True)
class ReportHealth:
    """The operator's report. Answer: HealthFound."""


@dataclass(frozen=True, slots=True)
class CollectData:
    """Everything stored about the person. Answer: DataCollected."""


@dataclass(frozen=True, slots=True)
class Interpret:
    """What a language model makes of a message that the reader could not take. Answer: Interpreted."""

    text: str
    question: str


Ask = (
    FindJobs
    | FindSimilar
    | Explain
    | LookUp
    | ListSaved
    | ListApplied
    | ListReports
    | ReportHealth
    | CountUsage
    | MakeCode
    | UseCode
    | CollectData
    | Interpret
)


@dataclass(frozen=True, slots=True)
class JobsFound:
    """Postings now recorded as planned for this person; `passing` counts all that pass the filters, shown here or not.

    `any_open` says whether there are postings at all, so that an empty database can be told from strict wishes. `left`
    counts what is still to come of the digest that was gone on with.
    """

    items: tuple[Shown, ...]
    passing: int
    any_open: bool
    left: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """A match in full, or nothing when the posting was never shown: score, grade, reasons [{code, kind, args}]."""

    found: bool
    title: str = ""
    company: str | None = None
    score: int = 0
    grade: str = ""
    reasons: tuple[dict[str, Any], ...] = ()
    matched_skills: tuple[str, ...] = ()
    missing_skills: tuple[str, ...] = ()
    factors: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostingFound:
    """A posting's title and company, or nothing when it is not there."""

    found: bool
    title: str = ""
    company: str | None = None


@dataclass(frozen=True, slots=True)
class SavedItem:
    """A posting on the person's list."""

    title: str
    company: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class SavedFound:
    """The person's list, the latest first."""

    items: tuple[SavedItem, ...]


@dataclass(frozen=True, slots=True)
class AppliedFound:
    """What the person applied to, the latest first."""

    items: tuple[SavedItem, ...]


@dataclass(frozen=True, slots=True)
class UsageFound:
    """Counts by the name of what is counted, as `db.usage.Usage` names them."""

    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class CodeMade:
    """The code, and for how many minutes it holds."""

    code: str
    minutes: int


@dataclass(frozen=True, slots=True)
class CodeFound:
    """Whose code it was; None for an unknown one or one that has run out."""

    user_id: int | None


@dataclass(frozen=True, slots=True)
class ReportedItem:
    """A posting held back, and how many people called it a scam or dead."""

    job_id: int
    title: str
    company: str | None
    url: str | None
    scam: int
    dead: int


@dataclass(frozen=True, slots=True)
class ReportsFound:
    """What is held back, the latest first."""

    items: tuple[ReportedItem, ...]


@dataclass(frozen=True, slots=True)
class HealthFound:
    """The report's verdict and its lines, already formatted: they are for operators, in English."""

    verdict: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataCollected:
    """Everything stored, as indented JSON text."""

    document: str


@dataclass(frozen=True, slots=True)
class Interpreted:
    """What was understood, as the lines of a form, "" for nothing; `stalled`: the model took too long."""

    form: str = ""
    stalled: bool = False


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """An ask could not be resolved in time."""


Result = (
    JobsFound
    | Explained
    | PostingFound
    | SavedFound
    | AppliedFound
    | ReportsFound
    | HealthFound
    | UsageFound
    | CodeMade
    | CodeFound
    | Interpreted
    | DataCollected
    | NoAnswer
)
