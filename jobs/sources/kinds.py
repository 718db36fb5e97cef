"""Every kind of source that is read: what it is called, how it is known, and what becomes of its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobs.sources import (
    adzuna,
    arbeitnow,
    ashby,
    career_compass,
    channel_post,
    feed_entry,
    greenhouse,
    himalayas,
    hiring_thread,
    jobicy,
    jobs_et,
    jobspy,
    lever,
    platform_rows,
    recruitee,
    remoteok,
    remotive,
    schema_org,
    smartrecruiters,
    themuse,
    workable,
    workingnomads,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jobs.sources.posting import SourcePosting


def _whole(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [record]


def _no_detail(_record: Mapping[str, Any]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A format of postings.

    Attributes:
        name: what an operator writes: `--source NAME`.
        about: one line for the listing.
        read: one record to one posting; raises NotAPosting.
        recognises: whether a record (the first values under each name of a file) is of this kind.
        label: the name that the board wants to be shown beside its link; "" where it asks for none.
        complete: one fetch lists everything that is open, so what is no longer listed is closed.
        unfold: one record to the records of single postings: none for a notice, several for several roles.
        company_key: under what name the company stands beside the list, "" where it does not.
        detail_url: where a listed record has its text, "" when the record is whole; the two objects are merged.
    """

    name: str
    about: str
    read: Callable[[Mapping[str, Any]], SourcePosting]
    recognises: Callable[[Mapping[str, Any]], bool]
    label: str = ""
    complete: bool = False
    unfold: Callable[[dict[str, Any]], list[dict[str, Any]]] = _whole
    company_key: str = ""
    detail_url: Callable[[Mapping[str, Any]], str] = _no_detail

    @property
    def needs_attribution(self) -> bool:
        """Whether the board demands to be named."""
        return bool(self.label)


def _board(name: str, module: Any, label: str) -> Kind:  # noqa: ANN401 - a module of this package
    return Kind(name, f"{label}'s API", module.read_posting, module.recognises, label=label)


def _company(name: str, module: Any, label: str) -> Kind:  # noqa: ANN401 - as above
    about = f"a company's board at {label}; --board says whose"
    unfold = getattr(module, "unfold", _whole)
    return Kind(name, about, module.read_posting, module.recognises, complete=True, unfold=unfold)


# In the order in which they are tried: the more particular before the more general.
_ALL = (
    Kind("jobspy", "JobSpy's columns, CSV or JSON", jobspy.read_posting, jobspy.recognises),
    _board("adzuna", adzuna, "Adzuna"),
    Kind("remoteok", "RemoteOK's API", remoteok.read_posting, remoteok.recognises, label="RemoteOK",
         unfold=remoteok.unfold),
    _board("remotive", remotive, "Remotive"),
    _board("arbeitnow", arbeitnow, "Arbeitnow"),
    _board("jobicy", jobicy, "Jobicy"),
    _board("himalayas", himalayas, "Himalayas"),
    _board("workingnomads", workingnomads, "Working Nomads"),
    _board("themuse", themuse, "The Muse"),
    Kind("weworkremotely", "We Work Remotely's RSS", feed_entry.read_we_work_remotely,
         feed_entry.recognises_we_work_remotely, label="We Work Remotely"),
    Kind("rss", "any RSS or Atom feed of jobs", feed_entry.read_posting, feed_entry.recognises),
    _company("greenhouse", greenhouse, "Greenhouse"),
    _company("lever", lever, "Lever"),
    _company("ashby", ashby, "Ashby"),
    Kind("workable", "a company's board at Workable", workable.read_posting, workable.recognises, complete=True,
         company_key="name"),
    _company("recruitee", recruitee, "Recruitee"),
    Kind("smartrecruiters", "a company's board at SmartRecruiters: its pages, with or without the details",
         smartrecruiters.read_posting, smartrecruiters.recognises, detail_url=smartrecruiters.detail_url),
    Kind("schema_org", "pages or JSON-LD with schema.org's JobPosting", schema_org.read_posting, schema_org.recognises,
         unfold=schema_org.unfold),
    Kind("platform", "{job_id, title, company, location, salary, description, requirements, posted_date, job_url}",
         platform_rows.read_posting, platform_rows.recognises),
    Kind("jobs_et", "a scraper's table of Ethiopian boards", jobs_et.read_posting, jobs_et.recognises),
    Kind("career_compass", "a collector's table of Kenyan career pages", career_compass.read_posting,
         career_compass.recognises),
    Kind("channel", "posts of a job channel (Telegram): free text, also its own export", channel_post.read_posting,
         channel_post.recognises),
    Kind("hiring_thread", "comments of a hiring thread: company | role | place | …", hiring_thread.read_posting,
         hiring_thread.recognises, unfold=hiring_thread.unfold),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
GENERIC = "generic"  # any table or list of objects, by the usual names of its columns or by a map; has no reader here


def kind_of(example: Mapping[str, Any]) -> Kind | None:
    """The kind of a file, by the first values under each of its names; None: read it by its columns."""
    return next((kind for kind in _ALL if kind.recognises(example)), None)
