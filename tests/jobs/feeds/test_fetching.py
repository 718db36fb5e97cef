from __future__ import annotations

import gzip
import time
import zlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.fetching import FetchFailed, FetchRules, Known, checked_url, fetch
from jobs.feeds.inflating import Damaged, TooLarge, inflated
from tests.stubs.feeds import HOST, Answer, FeedStub, as_gzip, as_json, redirect

if TYPE_CHECKING:
    from collections.abc import Callable


class FreeTurns:
    """Everybody's turn, always; keeps who was asked and who asked for a pause."""

    def __init__(self) -> None:
        self.waited: list[str] = []
        self.postponed: dict[str, float] = {}

    def wait(self, host: str) -> None:
        self.waited.append(host)

    def postpone(self, host: str, seconds: float) -> None:
        self.postponed[host] = seconds


@pytest.fixture
def turns() -> FreeTurns:
    return FreeTurns()


def test_a_document_comes_with_what_the_next_request_needs(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    url = site.give("/jobs?a=1&b=%20x", as_json([1], ETag='"v1"', **{"Last-Modified": "Mon, 02 Nov 2026 10:00:00 GMT"}))
    document = fetch(url, rules, turns)
    assert (document.body, document.etag, document.charset) == (b"[1]", '"v1"', None)
    assert document.last_modified == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert document.sized
    (asked,) = site.asked
    assert (asked.headers["User-Agent"], asked.headers["Host"]) == ("Jobherald/test", site.host)
    assert turns.waited == [HOST]


def test_what_has_not_changed_is_not_sent_again(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    url = site.give("/jobs", as_json([1], ETag='"v1"'))
    document = fetch(url, rules, turns, Known('"v1"', "Mon, 02 Nov 2026 10:00:00 GMT"))
    assert (document.unchanged, document.body) == (True, b"")
    assert site.asked[0].headers["If-Modified-Since"] == "Mon, 02 Nov 2026 10:00:00 GMT"


def test_a_304_that_nobody_asked_for_is_a_failure(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    with pytest.raises(FetchFailed, match="HTTP 304"):
        fetch(site.give("/jobs", Answer(status=304)), rules, turns)


RAW_DEFLATE = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip": gzip.compress(b"[1, 2]"),
    "two members": gzip.compress(b"[1,") + gzip.compress(b" 2]"),
    "zlib": zlib.compress(b"[1, 2]"),
    "bare deflate": RAW_DEFLATE.compress(b"[1, 2]") + RAW_DEFLATE.flush(),
}


@pytest.mark.parametrize("name", PACKED)
def test_compressed_bodies_are_read(site: FeedStub, rules: FetchRules, turns: FreeTurns, name: str) -> None:
    encoding = "gzip" if name in ("gzip", "two members") else "deflate"
    url = site.give("/jobs", Answer(PACKED[name], headers={"Content-Encoding": encoding}))
    assert fetch(url, rules, turns).body == b"[1, 2]"


def test_a_gz_file_is_read_as_what_it_holds(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    assert fetch(site.give("/jobs.gz", Answer(gzip.compress(b"[1]"))), rules, turns).body == b"[1]"


@pytest.mark.parametrize("answer", [Answer(b"x" * 2000), as_gzip(b"x" * 2_000_000), Answer(gzip.compress(b"x" * 2000))])
def test_more_than_the_most_is_refused_also_when_it_is_packed(
    site: FeedStub, rules: FetchRules, turns: FreeTurns, answer: Answer
) -> None:
    with pytest.raises(FetchFailed, match="FETCH_MAX_BYTES"):
        fetch(site.give("/jobs", answer), replace(rules, max_bytes=1999), turns)


@given(st.binary(max_size=300), st.integers(1, 50), st.integers(1, 400))
def test_inflating_gives_all_or_refuses(body: bytes, piece: int, most: int) -> None:
    packed = gzip.compress(body)
    chunks = [packed[start : start + piece] for start in range(0, len(packed), piece)]
    try:
        assert inflated(chunks, most) == body
    except TooLarge:
        assert max(len(body), len(packed)) > most


@given(st.binary(max_size=200))
def test_inflating_nonsense_is_named_as_such(nonsense: bytes) -> None:
    with suppress(Damaged, TooLarge):
        assert len(inflated([nonsense], 10_000)) <= 10_000


def test_a_packed_body_that_breaks_off_is_a_failure(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    url = site.give("/jobs", Answer(gzip.compress(b"[1, 2, 3]")[:-6], headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchFailed, match="damaged"):
        fetch(url, rules, turns)


def test_a_body_shorter_than_announced_is_a_failure(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    with pytest.raises(FetchFailed, match="connection failed"):
        fetch(site.give("/jobs", Answer(b"[1, 2", length=100)), rules, turns)


def test_a_body_of_unmarked_length_is_known_as_such(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    document = fetch(site.give("/jobs", Answer(b"[1]", length=None)), rules, turns)
    assert (document.body, document.sized) == (b"[1]", False)


@pytest.mark.parametrize("answer", [Answer(b"[1]", wait_seconds=3), Answer(b"x" * 100, drip_seconds=0.1)])
def test_the_time_limit_holds_for_the_whole_download(
    site: FeedStub, rules: FetchRules, turns: FreeTurns, answer: Answer
) -> None:
    started = time.monotonic()
    with pytest.raises(FetchFailed, match=r"within 0\.4 seconds"):
        fetch(site.give("/jobs", answer), replace(rules, timeout_seconds=0.4), turns)
    assert time.monotonic() - started < 1.0


def test_redirects_are_followed_and_each_host_is_waited_for(
    site: FeedStub, rules: FetchRules, turns: FreeTurns
) -> None:
    site.give("/b", as_json([1]))
    site.give("/a", redirect("b#part", 301))
    assert fetch(site.give("/jobs", redirect("/a")), rules, turns).url == f"{site.url}/b"
    assert turns.waited == [HOST] * 3


def test_endless_redirects_end(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    with pytest.raises(FetchFailed, match="more than 5 times"):
        fetch(site.give("/jobs", redirect("/jobs")), rules, turns)
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("http://127.0.0.1:8000/", "private or local"),
        ("http://[::1]:8000/", "private or local"),
        ("http://[::ffff:127.0.0.1]/", "private or local"),
        ("http://169.254.169.254/latest/meta-data/", "private or local"),
        ("http://intranet.test/", "private or local"),
        ("http://public.test:6379/", "port 6379"),
        ("ftp://public.test/jobs", "only http"),
        ("file:///etc/passwd", "only http"),
        ("http://me:secret@public.test/", "user name or password"),
    ],
)
def test_neither_first_nor_redirected_does_a_request_leave_the_public_web(
    site: FeedStub, rules: FetchRules, turns: FreeTurns, target: str, why: str
) -> None:
    def resolve(host: str, port: int) -> list[str]:
        known = {"intranet.test": "10.0.0.7", "public.test": "93.184.216.34", HOST: "127.0.0.1"}
        return [known.get(host, host)]

    careful = replace(rules, resolve=resolve)
    with pytest.raises(FetchFailed, match=why):
        fetch(target, careful, turns)
    with pytest.raises(FetchFailed, match=why):
        fetch(site.give("/jobs", redirect(target)), careful, turns)
    assert [asked.path for asked in site.asked] == ["/jobs"]


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "localhost"])
def test_loopback_in_other_spellings_is_refused(rules: FetchRules, turns: FreeTurns, host: str) -> None:
    real = FetchRules(timeout_seconds=5)
    with pytest.raises(FetchFailed, match=r"private or local|cannot be resolved|its url is none"):
        fetch(f"http://{host}:8000/", real, turns)


def test_a_private_host_is_allowed_by_name_and_port_only(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    url = site.give("/jobs", as_json([]))
    with pytest.raises(FetchFailed, match="FETCH_PRIVATE_HOSTS"):
        fetch(url, replace(rules, private_hosts=frozenset({f"{HOST}:1"})), turns)
    assert not site.asked


def test_another_site_does_not_lead_to_a_private_host(site: FeedStub, rules: FetchRules, turns: FreeTurns) -> None:
    inner = f"intranet.test:{site.port}"
    both = replace(rules, private_hosts=rules.private_hosts | {inner}, resolve=lambda *_: ["127.0.0.1"])
    site.give("/secret", as_json(["salaries"]))
    with pytest.raises(FetchFailed, match="FETCH_PRIVATE_HOSTS"):
        fetch(site.give("/jobs", redirect(f"http://{inner}/secret")), both, turns)
    assert [asked.path for asked in site.asked] == ["/jobs"]
    assert fetch(f"http://{inner}/secret", both, turns).body == b'["salaries"]'


def test_https_does_not_become_http(rules: FetchRules) -> None:
    from jobs.feeds.fetching import _redirected  # noqa: PLC0415 - a TLS server is not at hand

    with pytest.raises(FetchFailed, match="from https to http"):
        _redirected(checked_url("https://public.test/a", rules), "http://public.test/a", rules)


@pytest.mark.parametrize(
    ("status", "remedy"), [(401, "key"), (404, "check its url or board"), (410, "given up"), (500, "by itself")]
)
def test_a_refusal_says_what_to_do(
    site: FeedStub, rules: FetchRules, turns: FreeTurns, status: int, remedy: str
) -> None:
    with pytest.raises(FetchFailed, match=remedy) as caught:
        fetch(site.give("/jobs", Answer(status=status)), rules, turns)
    assert (caught.value.status, caught.value.retry_after) == (status, None)


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_asks_for_a_pause_gets_it(site: FeedStub, rules: FetchRules, turns: FreeTurns, status: int) -> None:
    url = site.give("/jobs", Answer(status=status, headers={"Retry-After": "120"}))
    with pytest.raises(FetchFailed) as caught:
        fetch(url, rules, turns)
    assert (caught.value.retry_after, turns.postponed) == (120.0, {HOST: 120.0})


@pytest.mark.parametrize("text", ["Wed, 21 Oct 2099 07:28:00 GMT", "99999999999"])
def test_a_pause_is_a_week_at_most(site: FeedStub, rules: FetchRules, turns: FreeTurns, text: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        fetch(site.give("/jobs", Answer(status=429, headers={"Retry-After": text})), rules, turns)
    assert caught.value.retry_after == 7 * 86400


@pytest.mark.parametrize("text", ["soon", "", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 99 Oct 2015"])
def test_a_pause_that_says_nothing_is_none(site: FeedStub, rules: FetchRules, turns: FreeTurns, text: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        fetch(site.give("/jobs", Answer(status=429, headers={"Retry-After": text})), rules, turns)
    assert caught.value.retry_after is None


def test_a_name_that_does_not_exist_is_said_so(rules: FetchRules, turns: FreeTurns) -> None:
    with pytest.raises(FetchFailed, match=r"the name nowhere\.test cannot be resolved"):
        fetch("http://nowhere.test/", rules, turns)


def test_the_certificate_is_checked_against_the_name_not_the_address(
    tls_site: Callable[[str], tuple[int, FetchRules]], turns: FreeTurns
) -> None:
    port, rules = tls_site("good.test")
    assert fetch(f"https://good.test:{port}/", rules, turns).body == b"[]"
    with pytest.raises(FetchFailed, match=r"connection failed.*certificate"):
        fetch(f"https://other.test:{port}/", rules, turns)
