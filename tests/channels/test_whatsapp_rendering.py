"""Our content as WhatsApp messages, inside the limits that the stub checks as WhatsApp does."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.channels import whatsapp
from bot.channels.whatsapp.choices import typed_choice
from bot.channels.whatsapp.limits import shortened, units
from bot.channels.whatsapp.plain import plain
from bot.contents import CardView, Content, TemplateView
from bot.conversation.posting_cards import JobCard
from bot.texts.languages import LANGUAGES
from tests.stubs.whatsapp import WhatsAppStub
from tests.stubs.whatsapp_checks import CHECKS

VERBS = ("save", "hide", "similar", "why")
CARD = JobCard(
    title="Night nurse",
    company="City Clinic",
    place="Lagos",
    pay="NGN 250,000 a month",
    age="today",
    score=83,
    grade="A",
    strengths=("The place fits.", "The pay fits."),
    gap="One year short.",
    url="https://example.org/1",
)


def view(number: int, **given: Any) -> CardView:
    buttons = tuple((verb.title(), f"{verb}:{number}") for verb in VERBS)
    return CardView(number, replace(CARD, **given), buttons, "Open", number)


def rows(rendered: whatsapp.Rendered) -> list[dict[str, str]]:
    assert rendered.body["type"] == "list"
    return [row for section in rendered.body["action"]["sections"] for row in section["rows"]]


def checked(content: Content, language: str = "en") -> whatsapp.Rendered:
    """The only, or the last, of the messages, all of which the stub takes."""
    rendered = whatsapp.render(content, language)
    messages = rendered if isinstance(rendered, list) else [rendered]
    for message in messages:
        if message.file is None:
            CHECKS[message.type](message.body, Stubbed())
    return messages[-1]


class Stubbed(WhatsAppStub):
    def __init__(self) -> None:
        self.templates = {}
        self.add_template("new_jobs", "en")
        self.media = {}


def test_a_plain_text_is_a_text() -> None:
    rendered = checked(Content("Hello"))
    assert (rendered.type, rendered.body) == ("text", {"preview_url": False, "body": "Hello"})


def test_up_to_three_short_choices_are_reply_buttons() -> None:
    rendered = checked(Content("Which?", buttons=((("Yes", "yes"), ("No", "no")), (("Help", "help"),))))
    assert rendered.body["type"] == "button"
    replies = [button["reply"] for button in rendered.body["action"]["buttons"]]
    expected = [("yes", "Yes"), ("no", "No"), ("help", "Help")]
    assert [(reply["id"], reply["title"]) for reply in replies] == expected


@pytest.mark.parametrize(
    "content",
    [
        Content("x" * 1025, buttons=((("Yes", "yes"),),)),
        Content("Which?", buttons=((("A label of more than twenty units", "yes"),),)),
        Content("Which?", buttons=((("One", "1"), ("Two", "2"), ("Three", "3"), ("Four", "4")),)),
        Content("Which?", buttons=((("Same", "1"), ("Same", "2")),)),
    ],
)
def test_more_words_or_choices_than_buttons_take_are_a_list(content: Content) -> None:
    offered = [action for row in content.buttons for _, action in row]
    assert [row["id"] for row in rows(checked(content))] == offered


def test_what_does_not_fit_into_a_rows_title_stands_below_it() -> None:
    label = "Anywhere in the Federal Republic of Nigeria"
    (row,) = rows(checked(Content("Where?", buttons=(((label, "x"),),))))
    assert row == {"id": "x", "title": "Anywhere in the Federal…", "description": label}


def test_more_than_ten_choices_are_numbered_and_a_typed_number_or_label_is_the_choice() -> None:
    content = Content("Which?", buttons=tuple(((f"Option {n}", f"do:{n}"),) for n in range(1, 13)))
    rendered = checked(content)
    assert rendered.type == "text"
    assert "12. Option 12" in rendered.body["body"]
    assert "number" in rendered.body["body"]
    assert [typed_choice(text, content) for text in ("3", " 12. ", "option 7", "OPTION 1!")] == [
        *("do:3", "do:12", "do:7", "do:1")
    ]
    assert [typed_choice(text, content) for text in ("0", "13", "999999999", "option", "", "👍")] == [""] * 6


def test_a_number_typed_below_buttons_is_no_choice_but_a_label_is() -> None:
    content = Content("How long?", buttons=((("Starter", "say:0"), ("Any", "clear")),))
    assert (typed_choice("2", content), typed_choice("any", content)) == ("", "clear")


def test_a_label_that_two_choices_bear_is_no_choice() -> None:
    assert typed_choice("same", Content("", buttons=((("Same", "a"), ("same!", "b")),))) == ""


def test_one_link_alone_is_a_link_button_and_links_among_choices_stand_in_the_text() -> None:
    link = ("Open the posting on the board", "https://example.org/1")
    alone = checked(Content("Here it is", buttons=((link,),)))
    parameters = alone.body["action"]["parameters"]
    assert (alone.body["type"], parameters["url"]) == ("cta_url", link[1])
    assert units(parameters["display_text"]) <= 20
    among = checked(Content("Here it is", buttons=((link, ("Save", "save:1")),)))
    assert among.body["type"] == "button"
    assert link[1] in among.body["body"]["text"]


def test_one_posting_has_its_own_buttons() -> None:
    rendered = checked(Content("", (view(1),)))
    assert [row["id"] for row in rows(rendered)] == ["save:1", "hide:1", "why:1", "similar:1"]
    text = rendered.body["body"]["text"]
    assert text.startswith("*1. Night nurse* · 83% A\nCity Clinic · Lagos\nNGN 250,000 a month · today\n✓ The place")
    assert "https://example.org/1" in text


def test_a_list_of_postings_shares_the_ten_rows_and_keeps_the_buttons_below() -> None:
    below = ((("More jobs", "more"), ("Preferences", "prefs")),)
    for count, each in ((2, 4), (3, 2), (5, 1), (8, 1)):
        listed = rows(checked(Content("Your jobs", tuple(view(n) for n in range(1, count + 1)), below)))
        assert len(listed) == count * each + 2
        assert [row["id"] for row in listed[-2:]] == ["more", "prefs"]
    five = rows(checked(Content("Your jobs", tuple(view(n) for n in range(1, 6)), below)))
    assert five[0] == {"id": "why:1", "title": "1 · Night nurse", "description": "Why"}
    nine = checked(Content("Your jobs", tuple(view(n) for n in range(1, 10)), below))
    assert (
        [button["reply"]["id"] for button in nine.body["action"]["buttons"]] == ["more", "prefs"]
        if (nine.body["type"] == "button")
        else [row["id"] for row in rows(nine)] == ["more", "prefs"]
    )


def test_an_action_that_a_posting_and_the_message_offer_is_there_once() -> None:
    rendered = checked(Content("", (view(5),), ((("Save it", "save:5"), ("More", "more")),)))
    assert sorted(row["id"] for row in rows(rendered)) == ["hide:5", "more", "save:5", "similar:5", "why:5"]


def test_long_postings_lose_reasons_first_and_a_list_never_breaks_the_limit() -> None:
    long = [view(n, strengths=("y" * 300, "z" * 300), gap="w" * 300, title="t" * 300) for n in range(1, 6)]
    text = checked(Content("Your jobs", tuple(long))).body["body"]["text"]
    assert units(text) <= 4096
    assert all(f"*{n}. " in text for n in range(1, 6))


def test_a_long_text_is_cut_at_its_paragraphs_and_the_choices_stand_below_the_last() -> None:
    paragraphs = [f"{number} " + "word " * 300 for number in range(6)]
    text = "\n\n".join(each.strip() for each in paragraphs)
    rendered = whatsapp.render(Content(text, buttons=((("Yes", "yes"),),)), "en")
    assert isinstance(rendered, list)
    checked(Content(text, buttons=((("Yes", "yes"),),)))
    assert [each.type for each in rendered[:-1]] == ["text"] * (len(rendered) - 1)
    bodies = [each.body["body"] if each.type == "text" else each.body["body"]["text"] for each in rendered]
    assert "\n\n".join(bodies) == text
    assert rendered[-1].body["type"] == "list"


def test_what_is_better_kept_than_read_and_what_is_endless_is_a_file() -> None:
    kept = checked(Content("All your data:\n{}", file=("jobherald.json", "{}")))
    assert (kept.type, kept.body) == ("document", {"filename": "jobherald.json.txt", "caption": "All your data:"})
    assert kept.file == ("jobherald.json.txt", b"{}")
    endless = checked(Content("All your data\n" + "é" * 50_000))
    assert endless.file is not None
    assert endless.file[1].decode().endswith("é")


def test_a_template_gives_its_buttons_their_actions() -> None:
    rendered = checked(Content("", template=TemplateView("new_jobs", "en", ("held", "say:STOP"))))
    payloads = [part["parameters"][0]["payload"] for part in rendered.body["components"]]
    assert payloads == ["held", "say:STOP"]


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("*Urgent* _pay_ ~now~ `x`", "∗Urgent∗ ˍpayˍ ∼now∼ ʽxʽ"),
        ("> quoted\n > again", "› quoted\n › again"),
        ("snake_case_name and a_b@example.org", "snake_case_name and a_b@example.org"),
        ("see https://x.example/_a_?q=*b* now*", "see https://x.example/_a_?q=*b* now∗"),
    ],
)
def test_markup_from_outside_is_harmless_and_addresses_stay(hostile: str, harmless: str) -> None:
    assert plain(hostile) == harmless


def test_a_hostile_title_stays_in_its_line() -> None:
    rendered = checked(Content("", (view(1, title="Nurse*\n\n> *9. Free money* "),)))
    first, second, *_ = rendered.body["body"]["text"].split("\n")
    assert first == "*1. Nurse∗ > ∗9. Free money∗* · 83% A"
    assert second == "City Clinic · Lagos"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("a nurse in Lagos", 12, "a nurse in…"),
        ("Krankenschwester", 10, "Krankensc…"),
        ("nurse, doctor", 8, "nurse…"),
        ("aaaaaaaa👩‍⚕️👩‍⚕️", 12, "aaaaaaaa…"),
        ("ab👍👍👍", 5, "ab👍…"),
    ],
)
def test_texts_are_shortened_at_a_word_and_never_inside_a_sign(text: str, limit: int, expected: str) -> None:
    assert shortened(text, limit) == expected


@given(text=st.text(max_size=200), limit=st.integers(2, 60))
def test_a_shortened_text_always_fits(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert units(short) <= limit
    assert short == text or short.endswith("…")


WORDS = st.text(min_size=1, max_size=400).filter(lambda text: text.strip())
LABELS = st.tuples(st.text(min_size=1, max_size=60).filter(lambda text: text.strip(" *_~`")), st.from_regex(
    r"(save|hide|say|edit):[a-z0-9]{1,12}|https://x\.example/[a-z]{1,9}", fullmatch=True))  # fmt: skip
VIEWS = st.builds(
    lambda number, title, company, reasons, verbs, url: CardView(
        number,
        replace(CARD, title=title, company=company, strengths=tuple(reasons), gap=company, url=url),
        tuple((verb, f"{verb}:{number}") for verb in verbs),
        "Open",
        number,
    ),
    number=st.integers(1, 99),
    title=WORDS,
    company=WORDS,
    reasons=st.lists(WORDS, max_size=3),
    verbs=st.lists(st.sampled_from(VERBS), min_size=1, unique=True),
    url=st.sampled_from(["", "https://example.org/1", "javascript:alert(1)", "https://x.example/" + "p" * 900]),
)


@hypothesis_settings(max_examples=150)
@given(
    text=st.text(max_size=5000),
    cards=st.lists(VIEWS, max_size=11, unique_by=lambda each: each.number),
    buttons=st.lists(st.lists(LABELS, max_size=4), max_size=5),
    language=st.sampled_from(sorted(LANGUAGES)),
)
def test_whatever_is_to_be_said_whatsapp_takes_it(text: str, cards: Any, buttons: Any, language: str) -> None:
    content = Content(text, tuple(cards), tuple(tuple(row) for row in buttons))
    rendered = checked(content, language)
    offered = [action for row in buttons for _, action in row if not action.startswith("https:")]
    sent = str(rendered.body)
    assert rendered.type in {"document", "text"} or all(action in sent for action in offered)
    assert "javascript:" not in sent
