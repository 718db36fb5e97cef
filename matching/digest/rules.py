"""What an operator decides about digests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from matching.retrieval import MatchRules
from matching.scoring import GRADES

if TYPE_CHECKING:
    from db.digest_people import DuePerson
    from settings import Settings


@dataclass(frozen=True, slots=True)
class DigestRules:
    """Scores as for searches, and for who has not said otherwise: how many postings, messages a day and quiet hours.

    `quiet` is (from, until) in local hours. With a `lead` digests are planned so long before their hour, and sent
    spread over that time: for so many people that the channel's limit would keep the last ones waiting.
    """

    match: MatchRules = field(default_factory=MatchRules)
    size: int = 5
    daily_cap: int = 5
    quiet: tuple[int, int] = (22, 7)
    lead: timedelta = timedelta(0)
    secret_key: str = field(default="", repr=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> DigestRules:
        """As set."""
        return cls(
            match=MatchRules.from_settings(settings),
            size=settings.digest_size,
            daily_cap=settings.digest_daily_cap,
            quiet=settings.quiet_hours,
            lead=timedelta(minutes=settings.digest_lead_minutes),
            secret_key=settings.secret_key.get_secret_value(),
        )

    def quiet_of(self, person: DuePerson) -> tuple[int, int]:
        """A person's quiet hours: their own, else the house's."""
        if person.quiet_from is None or person.quiet_until is None:
            return self.quiet
        return person.quiet_from, person.quiet_until

    def least_score(self, person: DuePerson) -> int:
        """From which score on postings come to a person unasked."""
        wanted = next((least for least, name in GRADES if name == person.least_grade), 0)
        return max(wanted, self.match.minimum_score)
