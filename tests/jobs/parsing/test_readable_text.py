from __future__ import annotations

import pytest

from jobs.parsing.readable_text import readable_text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("  plain text\n\nhere, x < y ", "plain text\n\nhere, x < y"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("We <b>are</b>&nbsp;great<br>indeed", "We are great\nindeed"),
        ("<ul><li>One</li><li><p>Two</p></li></ul>", "• One\n• Two"),
        ("<h2>About</h2><script>alert(1)</script><style>p{}</style>us", "About\n\nus"),
        ("<p>a</p>\n\n\n\n<p>b</p>", "a\n\nb"),
        ("&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;", "Fish & chips"),
        ("<!-- hidden --><p>shown</p>", "shown"),
        ("<?xml version='1.0'?><p>shown</p>", "shown"),
        ("**About**\n\n\n* 5\\+ years\n* C\\# \\- dev", "About\n\n• 5+ years\n• C# - dev"),
        ("# Title\n\ntext \\& more", "Title\n\ntext & more"),
        ("<table><tr><td>Pay</td><td>10</td></tr></table>", "Pay 10"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("&amp;lt;p&amp;gt;Fish &amp;amp;amp; chips&amp;lt;/p&amp;gt;", "Fish & chips"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("<p>Un<b>closed<p>two", "Unclosed\n\ntwo"),
        ("<p>hi</p><script>alert(1)", "hi"),
        ("<p>Pay &euro;5 &#8211; &#x20ac;6</p>", "Pay \u20ac5 \u2013 \u20ac6"),
        ("[Apply](https://example.com/x) **now**", "Apply (https://example.com/x) now"),
        ("", ""),
    ],
)
def test_markup_becomes_readable(markup: str, expected: str) -> None:
    assert readable_text(markup) == expected


def test_deep_nesting_is_read() -> None:
    assert readable_text("<div>" * 5000 + "core" + "</div>" * 5000) == "core"
