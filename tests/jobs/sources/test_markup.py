from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jobs.reading import choose
from jobs.sources.files import UnreadableFile, look_at
from jobs.sources.rows import BadRecord, Record
from jobs.sources.xml_rows import read_xml

if TYPE_CHECKING:
    from pathlib import Path

    from jobs.sources.posting import SourcePosting

WWR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>We Work Remotely</title><link>https://weworkremotely.com/remote-jobs.rss</link>
<item>
  <title>Abacus: Counting Coach</title><region>Europe Only</region><country></country><state>Ohio</state>
  <skills>Counting, Patience</skills><category>All Other Remote</category><type>Contract</type>
  <description>&lt;p&gt;Count with us.&lt;/p&gt;</description>
  <pubDate>Fri, 10 Apr 2026 22:45:30 +0000</pubDate><expires_at>Sun, 10 May 2026 22:45:30 +0000</expires_at>
  <guid>https://weworkremotely.com/remote-jobs/abacus</guid><link>https://weworkremotely.com/remote-jobs/abacus</link>
</item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Jobs</title><link href="https://board.example/"/>
<entry><id>tag:1</id><title>Harbour Master at Port of Tema</title><link href="https://board.example/1"/>
<updated>2026-04-02T00:00:00Z</updated><content type="html">&lt;p&gt;Guide ships.&lt;/p&gt;</content>
<category term="Shipping"/></entry></feed>"""

LIST = """<?xml version="1.0" encoding="ISO-8859-1"?>
<source><publisher>x</publisher>
<job id="7"><title>Bäcker</title><company>Ofen</company><city>Kiel</city><description>Brot</description><url>https://x.example/7</url></job>
<job id="8"><title>Koch</title><company>Herd</company><city>Ulm</city></job>
</source>"""

DEEPER_THAN_ANY_READER = 100_000
LD = '{"@context":"https://schema.org","@type":"JobPosting","title":"Potter","hiringOrganization":{"name":"Clay"},"url":"https://c.example"}'
PAGE = f"""<!DOCTYPE html><html><head><title>Jobs</title>
<script type="application/ld+json">{{"@type":"WebSite","name":"x"}}</script>
<script type="application/ld+json">{{ broken </script>
<script type="application/ld+json">{LD}</script></head><body></body></html>"""

MICRODATA = """<html><body><div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Weaver</h1>
<div itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
<b itemprop="name">Loom</b></div>
<div itemprop="jobLocation" itemscope itemtype="https://schema.org/Place">
<div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
<i itemprop="addressLocality">Accra</i></div></div>
<p itemprop="description">Weave cloth.</p></div></body></html>"""


def read(tmp_path: Path, name: str, text: str, encoding: str = "utf-8", **how: Any) -> list[SourcePosting | BadRecord]:
    (tmp_path / name).write_bytes(text.encode(encoding))
    file, reader = choose(look_at(tmp_path / name), {}, **how)
    return [reader(row.values) if isinstance(row, Record) else row for row in file.records()]


def posting(tmp_path: Path, name: str, text: str, **how: Any) -> SourcePosting:
    (found,) = read(tmp_path, name, text, **how)
    assert not isinstance(found, BadRecord)
    return found


def test_we_work_remotely_is_read(tmp_path: Path) -> None:
    found = posting(tmp_path, "feed.xml", WWR)
    assert (found.title, found.company, found.source) == ("Counting Coach", "Abacus", "weworkremotely")
    assert (found.work_mode, found.remote_in, found.job_type) == ("Remote", "Europe Only", "Contract")
    assert (found.skills, found.attribution) == ("Counting, Patience", "We Work Remotely")
    assert "10 Apr 2026" in found.posted
    assert "10 May 2026" in found.deadline


def test_any_atom_feed_is_read(tmp_path: Path) -> None:
    found = posting(tmp_path, "feed.atom", ATOM)
    assert (found.title, found.company, found.url) == ("Harbour Master", "Port of Tema", "https://board.example/1")
    assert (found.source_job_id, found.category, found.posted) == ("tag:1", "Shipping", "2026-04-02T00:00:00Z")
    assert "Guide ships." in found.description


@pytest.mark.parametrize(
    ("written", "title", "company"),
    [
        ("Acme Tools: Sales Manager", "Sales Manager", "Acme Tools"),
        ("Tailor | Needle & Sons", "Tailor", "Needle & Sons"),
        ("Needle & Sons is hiring a Tailor", "Tailor", "Needle & Sons"),
        ("Driver: night shift", "Driver: night shift", ""),
        ("Senior Nurse", "Senior Nurse", ""),
    ],
)
def test_titles_of_feeds_are_taken_apart(tmp_path: Path, written: str, title: str, company: str) -> None:
    feed = ATOM.replace("Harbour Master at Port of Tema", written.replace("&", "&amp;"))
    found = posting(tmp_path, "feed.xml", feed)
    assert (found.title, found.company) == (title, company)


def test_lines_of_entries_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(WWR)
    assert [row.line for row in look_at(tmp_path / "feed.xml").records()] == [3]


def test_a_feed_without_entries_is_an_empty_list_and_one_that_breaks_off_says_so(tmp_path: Path) -> None:
    assert read(tmp_path, "a.xml", '<rss version="2.0"><channel><title>x</title></channel></rss>') == []
    whole, broken = read(tmp_path, "b.xml", WWR.replace("</item>", "</item><item><title>Cut: Off")[:-30])[:1], None
    assert whole
    rows = list(look_at(tmp_path / "b.xml").records())
    broken = rows[-1]
    assert isinstance(broken, BadRecord)
    assert "breaks off" in broken.reason


def test_any_xml_list_of_jobs_is_read_by_the_names_of_its_elements(tmp_path: Path) -> None:
    first, second = read(tmp_path, "jobs.xml", LIST, "latin-1")
    assert not isinstance(first, BadRecord)
    assert not isinstance(second, BadRecord)
    assert (first.title, first.company, first.location, first.source_job_id) == ("Bäcker", "Ofen", "Kiel", "7")
    assert second.title == "Koch"


def test_xml_never_opens_files_or_addresses(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><jobs><job><title>Cook</title><text>&e;</text></job></jobs>'
    assert "hidden words" not in str(read(tmp_path, "jobs.xml", entity))


def test_a_page_is_read_by_its_json_ld_and_broken_scripts_are_named(tmp_path: Path) -> None:
    found, broken = read(tmp_path, "page.html", PAGE)
    assert not isinstance(found, BadRecord)
    assert (found.title, found.company, found.url) == ("Potter", "Clay", "https://c.example")
    assert isinstance(broken, BadRecord)
    assert "JSON-LD is broken" in broken.reason


def test_a_page_is_read_by_its_microdata(tmp_path: Path) -> None:
    found = posting(tmp_path, "page.html", MICRODATA)
    assert (found.title, found.company, found.location) == ("Weaver", "Loom", "Accra")


def test_a_page_without_a_posting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="was it a login page"):
        read(tmp_path, "page.html", "<html><body><form>Log in</form></body></html>")


def test_json_ld_in_a_file_of_its_own_is_read(tmp_path: Path) -> None:
    assert posting(tmp_path, "page.jsonld", LD).title == "Potter"


@pytest.mark.parametrize(
    "text", ["<", "<a", "<rss><channel><item>", "<jobs><job/></jobs>", "<?xml version='1.0'?>", "\x01<x>"]
)
def test_no_markup_raises(text: str) -> None:
    import io  # noqa: PLC0415

    list(read_xml(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")))


def test_a_title_escaped_twice_is_parted_at_its_dash(tmp_path: Path) -> None:
    feed = ATOM.replace("Harbour Master at Port of Tema", "R&amp;amp;D Engineer &amp;#8211; Smith &amp;amp; Sons")
    found = posting(tmp_path, "a.xml", feed)
    assert (found.title, found.company) == ("R&D Engineer", "Smith & Sons")


def test_json_ld_nested_without_end_costs_itself_alone(tmp_path: Path) -> None:
    deep = '{"@graph":[' * DEEPER_THAN_ANY_READER + LD + "]}" * DEEPER_THAN_ANY_READER
    page = PAGE.replace("</head>", f'<script type="application/ld+json">{deep}</script></head>')
    found = read(tmp_path, "a.html", page)
    assert [row.title for row in found if not isinstance(row, BadRecord)] == ["Potter"]
    assert any(isinstance(row, BadRecord) and "recursion" in row.reason for row in found)
