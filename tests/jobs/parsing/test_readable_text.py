from __future__ import annotations

import pytest

from jobs.parsing.readable_text import readable_line, readable_text


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
        ("**We**:\n\n* one\n\n\n* two\n\n* three\n\nand\n\n* four", "We:\n\n• one\n• two\n• three\n\nand\n\n• four"),
        ("<ul><li>One</li><li>Two</li><li>Three</li></ul>", "• One\n• Two\n• Three"),
        ("# Title\n\ntext \\& more", "Title\n\ntext & more"),
        ("<table><tr><td>Pay</td><td>10</td></tr></table>", "Pay 10"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("&amp;lt;p&amp;gt;Fish &amp;amp;amp; chips&amp;lt;/p&amp;gt;", "Fish & chips"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("<p>a&#8203;b&shy;c</p>", "abc"),
        ("\u202eevil\u2069 &#x202e;twin", "evil twin"),
        ("<p>Un<b>closed<p>two", "Unclosed\n\ntwo"),
        ("<p>hi</p><script>alert(1)", "hi"),
        ("<p>Language: <b>Dutch</b></d", "Language: Dutch"),
        ("<!-- nothing is shown -->", ""),
        ("<p>half a \ud83d character</p>", "half a \ud83d character"),
        ("<p>Pay &euro;5 &#8211; &#x20ac;6</p>", "Pay \u20ac5 \u2013 \u20ac6"),
        ("[Apply](https://example.com/x) **now**", "Apply (https://example.com/x) now"),
        ("", ""),
    ],
)
def test_markup_becomes_readable(markup: str, expected: str) -> None:
    assert readable_text(markup) == expected


def test_deep_nesting_is_read() -> None:
    assert readable_text("<div>" * 5000 + "core" + "</div>" * 5000) == "core"


@pytest.mark.parametrize(
    "text",
    [
        "C++ <vector> & <T>; salary < 5000; email <jobs@x.example>; ok",
        "a<b and c>d",
        "Ann <ann@x.example> or <https://x.example/apply>",
        "Send it to <your-name>",
    ],
)
def test_angle_brackets_that_are_no_tags_stay(text: str) -> None:
    assert readable_text(text) == text
    assert readable_text(f"<p>{text}</p>") == text
    assert readable_line(text) == text


@pytest.mark.parametrize("title", ["Cook \u202e(live)", "Cook &#8238;(live)", "Cook \u2067(live)\u2069"])
def test_no_line_turns_the_direction_of_what_follows_it(title: str) -> None:
    assert readable_line(title) == "Cook (live)"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>shown<o:p></o:p></p>", "shown"),
        ("<vacancy>Cook</vacancy>", "Cook"),
        ("<input disabled>on", "on"),
        ("see <a href=https://x.example>us</a>", "see us"),
    ],
)
def test_tags_go_also_unusual_ones(markup: str, expected: str) -> None:
    assert readable_text(markup) == expected


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("don\xe2\x80\x99t \xe2\x80\x93 caf\xc3\xa9", "don\u2019t \u2013 caf\xe9"),
        ("we\x92re \x93in\x94", "we\u2019re \u201cin\u201d"),
        ("S\xc3O PAULO, \xc2\xbb 5 \xc2\xb0", "S\xc3O PAULO, \xc2\xbb 5 \xc2\xb0"),
        ("na\xefve \u2019", "na\xefve \u2019"),
    ],
)
def test_wrongly_decoded_letters_are_mended_where_control_characters_betray_them(wrong: str, meant: str) -> None:
    assert readable_text(wrong) == meant
    assert readable_line(wrong) == meant


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<strong>Senior</strong> Nurse", "Senior Nurse"),
        ("Designer &#038; Illustrator", "Designer & Illustrator"),
        ("R&amp;D Engineer &#8211; M&amp;amp;A", "R&D Engineer \u2013 M&A"),
        ("Bogot&aacute;", "Bogot\xe1"),
        ("&lt;b&gt;Cook&lt;/b&gt;", "Cook"),
        ("News&copy, R&D, B&B", "News&copy, R&D, B&B"),
        ("Paris<br>Lyon", "Paris; Lyon"),
        ("<ul><li>Paris</li><li>Lyon</li></ul>", "Paris; Lyon"),
    ],
)
def test_a_short_field_is_read_as_one_line(markup: str, expected: str) -> None:
    assert readable_line(markup, "; ") == expected
