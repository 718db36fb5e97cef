"""The questions of the set-up and of editing, with their quick replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.cards import pay_wished, phrase, preferences_card, zone_named
from bot.conversation.choice_questions import put_choice
from bot.conversation.model import Button, Phrase
from bot.conversation.more_wishes import MORE_FIELDS
from bot.conversation.reader.zones import local_clock

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.draft import Draft, Rows
    from bot.conversation.model import Person
    from db.preferences import Preferences

SETUP = ("roles", "skills", "experience", "place", "pay", "hour")
FIELDS = (*SETUP, "excluded")
STEPS = frozenset({"new", *FIELDS, *MORE_FIELDS, "search_name", "period", "summary", "ready", "delete"})
PERIODS = ("month", "year", "week", "day", "hour")
# What is asked least for, by country: quick replies to the pay question, as (amount, period). Chosen so that they read
# as low, middling and good pay where they are shown.
PAY_STEPS: dict[str, tuple[tuple[int, ...], str]] = {
    "NG": ((100_000, 250_000, 500_000), "month"),
    "KE": ((25_000, 50_000, 100_000), "month"),
    "ET": ((8_000, 15_000, 30_000), "month"),
    "GH": ((2_000, 4_000, 8_000), "month"),
    "UG": ((500_000, 1_000_000, 2_000_000), "month"),
    "TZ": ((400_000, 800_000, 1_500_000), "month"),
    "ZA": ((8_000, 15_000, 30_000), "month"),
    "IN": ((20_000, 40_000, 80_000), "month"),
    "DE": ((30_000, 45_000, 60_000), "year"),
    "NL": ((30_000, 45_000, 60_000), "year"),
    "GB": ((25_000, 35_000, 50_000), "year"),
    "US": ((40_000, 60_000, 90_000), "year"),
}
CITIES: dict[str, tuple[str, ...]] = {
    "NG": ("Lagos", "Abuja"),
    "KE": ("Nairobi", "Mombasa"),
    "ET": ("Addis Ababa",),
    "GH": ("Accra", "Kumasi"),
    "UG": ("Kampala",),
    "TZ": ("Dar es Salaam", "Arusha"),
    "ZA": ("Johannesburg", "Cape Town"),
    "IN": ("Bengaluru", "Mumbai", "Delhi"),
    "DE": ("Berlin", "Munich"),
    "NL": ("Amsterdam", "Rotterdam"),
    "GB": ("London", "Manchester"),
    "US": ("New York", "Chicago"),
}
ROLE_IDEAS = ("Driver", "Nurse", "Accountant", "Teacher", "Sales assistant", "Software developer")
HOURS = (7, 8, 12, 18, 20)
EXPERIENCE = (1, 2, 3, 5, 10)
CURRENCIES_AS_TYPED = {
    "NG": "NGN",
    "KE": "KES",
    "ET": "ETB",
    "GH": "GHS",
    "UG": "UGX",
    "TZ": "TZS",
    "ZA": "ZAR",
    "IN": "INR",
    "DE": "EUR",
    "NL": "EUR",
    "GB": "GBP",
    "US": "USD",
}


def button(key: str, action: str, **args: Any) -> Button:  # noqa: ANN401 - JSON values
    """A quick reply."""
    return Button(Phrase(key, args), action)


def typed(words: str) -> Button:
    """A quick reply that stands for typing these words."""
    return Button(Phrase("plain", {"text": words}), f"say:{words}")


UNDO = button("button_undo", "undo")
MENU: Rows = ((button("button_jobs", "jobs"), button("button_prefs", "prefs")), (button("button_help", "help"),))
JOBS_AND_PREFS: Rows = ((button("button_jobs", "jobs"), button("button_prefs", "prefs")),)
AFTER_JOBS: Rows = ((button("button_more", "more"), button("button_prefs", "prefs")),)
WIDEN: Rows = (
    (button("label_roles", "edit:roles"), button("label_place", "edit:place")),
    (button("label_pay", "edit:pay"), button("label_skills", "edit:skills")),
)
CONTINUE: Rows = ((button("button_continue", "continue"),),)
# Why a posting is nothing for somebody, with the field that would change it.
HIDE_REASONS: dict[str, str] = {
    "role": "roles",
    "place": "place",
    "pay": "pay",
    "level": "experience",
    "company": "",
    "seen": "",
    "dead": "",
    "scam": "",
    "other": "excluded",
}
START_AGAIN: Rows = ((button("button_resume", "start"),),)
DELETE: Rows = ((button("button_delete", "delete:yes"), button("button_keep", "delete:no")),)
EDIT_FIELDS: Rows = (
    (
        button("label_roles", "edit:roles"),
        button("label_skills", "edit:skills"),
        button("label_experience", "edit:experience"),
    ),
    (button("label_place", "edit:place"), button("label_pay", "edit:pay")),
    (button("label_hour", "edit:hour"), button("label_excluded", "edit:excluded")),
    (button("button_prefs_more", "wishes"),),
)


def reason_rows(job_id: int) -> Rows:
    """One tap to say why a posting is nothing for them."""
    taps = [button(f"button_reason_{reason}", f"reason:{reason}:{job_id}") for reason in HIDE_REASONS]
    return tuple(tuple(taps[at : at + 3]) for at in range(0, len(taps), 3))


def put_question(draft: Draft) -> None:
    """Say the question of the step the dialogue stands at, and count it."""
    step, editing = draft.dialogue.step, draft.dialogue.editing
    draft.note(asked=draft.dialogue.asked + 1)
    if step == "summary":
        draft.say("summary", ((button("button_confirm", "confirm"),), *EDIT_FIELDS), card=draft.card())
    elif step == "period":
        draft.say("ask_period", _period_rows(editing=editing), amount=_amount(draft.wishes))
    elif step == "delete":
        draft.say("confirm_delete", DELETE)
    elif step == "search_name":
        draft.say("search_ask_name", ((button("button_cancel", "cancel"),),))
    elif step in MORE_FIELDS:
        put_choice(draft)
    else:
        args = _args(step, draft.wishes, draft.person, draft.now)
        if editing:
            draft.say(f"edit_{step}", _rows(step, draft, editing=True), **args)
        else:
            progress = phrase("progress", at=SETUP.index(step) + 1, of=len(SETUP))
            draft.say(f"ask_{step}", _rows(step, draft, editing=False), progress=progress, **args)


def question_rows(draft: Draft) -> Rows:
    """The quick replies of the question that is open."""
    step, editing = draft.dialogue.step, draft.dialogue.editing
    if step == "period":
        return _period_rows(editing=editing)
    if step == "delete":
        return DELETE
    return _rows(step, draft, editing=editing)


def pay_example(person: Person, wishes: Preferences) -> dict[str, Any]:
    """An amount as people of the country would write it, as a text's argument."""
    country = pay_country(person, wishes)
    amounts, period = PAY_STEPS.get(country, ((2_000,), "month"))
    return {"money": [amounts[-1], None, CURRENCIES_AS_TYPED.get(country), period]}


def pay_country(person: Person, wishes: Preferences) -> str:
    """Whose money is spoken of: the first wished place's country, else the person's; "" when neither is known."""
    wished = next((place.country for place in wishes.preferred_locations if place.country), None)
    return wished or person.country or ""


def unclear_args(step: str, draft: Draft) -> dict[str, Any]:
    """The arguments of the text "unclear_<step>"."""
    return {"example": pay_example(draft.person, draft.wishes)} if step == "pay" else {}


def _amount(wishes: Preferences) -> dict[str, Any]:
    return {"money": [wishes.salary_min, wishes.salary_max, wishes.salary_currency, None]}


def _args(step: str, wishes: Preferences, person: Person, now: datetime) -> dict[str, Any]:
    args: dict[str, Any] = {"now": _value_now(step, wishes, person)}
    if step == "pay":
        args["example"] = pay_example(person, wishes)
    if step == "hour":
        args |= {"zone": zone_named(person.time_zone), "clock": local_clock(person.time_zone, now)}
    return args


def _value_now(step: str, wishes: Preferences, person: Person) -> object:
    known = {
        "roles": wishes.job_roles,
        "skills": wishes.technical_skills or wishes.soft_skills,
        "experience": wishes.years_of_experience is not None,
        "place": wishes.preferred_locations,
        "pay": pay_wished(wishes),
        "hour": False,
        "excluded": wishes.excluded_companies or wishes.excluded_words,
    }
    if not known[step]:
        return ""
    value = dict(preferences_card(wishes, person)).get(f"label_{step}", "")
    return phrase("now_is", value=value)


def _rows(step: str, draft: Draft, *, editing: bool) -> Rows:
    rows = _quick_replies(step, draft.person, draft.wishes)
    if editing:
        last = [button("button_cancel", "cancel")]
        if step != "hour":
            last.insert(0, button("button_any", "clear"))
        return (*rows, *(_digest_rows(draft.person) if step == "hour" else ()), tuple(last))
    back = () if step == SETUP[0] else (button("button_back", "back"),)
    done = (button("button_done", "done"),) if draft.wishes.job_roles else ()
    return (*rows, (*back, button("button_skip", "skip"), *done))


def _quick_replies(step: str, person: Person, wishes: Preferences) -> Rows:
    country = person.country or pay_country(person, wishes)
    if step == "roles":
        return tuple(tuple(_idea(role) for role in ROLE_IDEAS[at : at + 3]) for at in (0, 3))
    if step == "experience":
        years = [button("button_years", f"say:{n} years", years=n) for n in EXPERIENCE]
        return ((button("button_starter", "say:no experience"),), tuple(years))
    if step == "place":
        return _place_rows(country)
    if step == "pay":
        return (*_pay_rows(pay_country(person, wishes)), (button("button_pay_any", "say:any"),))
    if step == "hour":
        return (tuple(button("value_hour", f"say:{hour}:00", hour=hour) for hour in HOURS),)
    return ()


def _digest_rows(person: Person) -> Rows:
    """The days of the daily jobs, and where they go, for somebody with two channels."""
    days = (button("button_every_day", "digest:every day"), button("button_weekdays", "digest:weekdays"))
    often = (button("button_instant", "digest:instant"), button("button_weekly", "digest:weekly"))
    places = [name for name in person.channels if name != "console"]
    where = [button("button_digest_channel", f"channel:{name}", channel=phrase(f"channel_{name}")) for name in places]
    off = (button("button_digest_off", "digest:off"),)
    return (days, often, off, *((tuple(where),) if len(where) > 1 else ()))


def _idea(role: str) -> Button:
    return button(f"idea_{role.lower().replace(' ', '_')}", f"say:{role}")


def _place_rows(country: str) -> Rows:
    cities = tuple(typed(city) for city in CITIES.get(country, ()))
    whole = (button("button_anywhere_in", f"country:{country}", country={"country": country}),) if country else ()
    rows = (cities, (*whole, button("button_remote", "say:remote"), button("button_anywhere", "say:anywhere")))
    return tuple(row for row in rows if row)


def _pay_rows(country: str) -> Rows:
    if country not in PAY_STEPS:
        return ()
    amounts, period = PAY_STEPS[country]
    currency = CURRENCIES_AS_TYPED[country]
    return tuple(
        (
            Button(
                Phrase("plain", {"text": {"money": [amount, None, currency, period]}}),
                f"say:{currency} {amount} a {period}",
            ),
        )
        for amount in amounts
    )


def _period_rows(*, editing: bool) -> Rows:
    last = button("button_cancel", "cancel") if editing else button("button_skip", "skip")
    choices = tuple(button(f"button_per_{period}", f"period:{period}") for period in PERIODS)
    return (choices[:2], choices[2:], (last,))
