"""Our content as WhatsApp messages: reply buttons, a list, a link button, numbered text, a document or a template."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.channels.whatsapp import limits
from bot.channels.whatsapp.choices import ADDRESSES, Choice, choices_of, layout_of, row_choices
from bot.channels.whatsapp.limits import fitting_lines, parted, shortened, units
from bot.channels.whatsapp.plain import plain, plain_line
from bot.texts.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.contents import CardView, Content, TemplateView

BLANK = "…"  # a body must not be empty
MOST_PARTS = 6  # of a text; what is longer is a file


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message but for whom it goes to: its type and the object of that name. `file` (name, bytes) is sent as one."""

    type: str
    body: dict[str, Any]
    file: tuple[str, bytes] | None = None


def render(content: Content, language: str) -> Rendered | list[Rendered]:
    """Our content inside WhatsApp's limits, shortened at a word where they ask for it; a long text is several."""
    if content.template is not None:
        return _template(content.template)
    if content.file is not None:
        name, inside = content.file
        return _document(f"{name.removesuffix('.txt')}.txt", inside, content.text.replace(inside, "").strip())
    if content.cards or units(content.text) <= limits.TEXT:
        return _chosen_layout(content, language)
    *earlier, last = parted(content.text, limits.TEXT)
    if len(earlier) >= MOST_PARTS:
        return _document("jobherald.txt", content.text, content.text.split("\n", 1)[0])
    return [*(_text(plain(part)) for part in earlier), _chosen_layout(replace(content, text=last), language)]


def _text(body: str) -> Rendered:
    return Rendered("text", {"preview_url": False, "body": body})


def _document(name: str, inside: str, caption: str) -> Rendered:
    """A file of plain text: WhatsApp takes few other kinds."""
    said = {"caption": shortened(plain_line(caption), limits.CAPTION)} if caption else {}
    return Rendered("document", {"filename": name, **said}, file=(name, inside.encode()))


def _chosen_layout(content: Content, language: str) -> Rendered:
    choices = choices_of(content)
    links = [choice for choice in choices if choice.is_link]
    taps = [choice for choice in choices if not choice.is_link]
    if links and not taps and len(links) == 1 and not content.cards:
        return _link_button(_body(content, (), limits.INTERACTIVE_BODY), links[0])
    below = tuple(f"{link.label}: {link.action}" for link in links)
    layout = layout_of(taps, length=units(_body(content, below, limits.LIST_BODY)))
    if layout == "buttons":
        return _buttons(_body(content, below, limits.INTERACTIVE_BODY), taps)
    if layout == "list":
        return _list(_body(content, below, limits.LIST_BODY), row_choices(taps), text(language, "whatsapp_choose"))
    if layout == "numbered":
        numbered = "\n".join(f"{number}. {tap.label}" for number, tap in enumerate(taps, 1))
        below = (*below, numbered, text(language, "whatsapp_reply_number"))
    return _text(_body(content, below, limits.TEXT))


def _body(content: Content, below: Sequence[str], limit: int) -> str:
    """The words above the choices: cards with fewer reasons, then fewer cards, when it would be too long."""
    tail = "\n\n".join(below)
    room = limit - (units(tail) + 2 if tail else 0)
    for reasons in (3, 2, 1, 0):
        parts = [plain(content.text)] if content.text.strip() else []
        parts += [_card(view, reasons) for view in content.cards]
        body = "\n\n".join(parts)
        if units(body) <= room:
            break
    else:
        body = fitting_lines(parts, room)
    return "\n\n".join(part for part in (body, tail) if part) or BLANK


def _card(view: CardView, reasons: int) -> str:
    card = view.card
    fit = f" · {card.score}% {card.grade}" if card.grade else ""
    facts = [(card.company, card.place), (card.elsewhere,), (card.pay, card.age, card.closes)]
    lines = [f"*{view.number}. {shortened(plain_line(card.title), 160)}*{fit}"]
    lines += [shortened(" · ".join(plain_line(part) for part in each if part), 200) for each in facts]
    if reasons:
        lines += [f"✓ {plain_line(reason)}" for reason in card.strengths[:reasons]]
        lines += [f"✗ {plain_line(card.gap)}"] if card.gap else []
        lines += [f"? {plain_line(note)}" for note in (card.doubt, *card.notes) if note]
    lines += [f"⚠ *{plain_line(card.warning)}*"] if card.warning else []
    address = card.url if card.url.startswith(ADDRESSES) else ""
    lines.append(" · ".join(part for part in (address, plain_line(card.attribution)) if part))
    copies = "  ".join(link for _, link in card.copies if link.startswith(ADDRESSES)) if reasons else ""
    lines.append(f"{plain_line(card.copies_said)}: {copies}" if copies else plain_line(card.copies_said))
    return "\n".join(line for line in lines if line)


def _buttons(body: str, taps: Sequence[Choice]) -> Rendered:
    buttons = [{"type": "reply", "reply": {"id": tap.action, "title": tap.label}} for tap in taps]
    return Rendered("interactive", {"type": "button", "body": {"text": body}, "action": {"buttons": buttons}})


def _list(body: str, rows: Sequence[Choice], opens: str) -> Rendered:
    listed = [_row(row) for row in rows]
    action = {"button": shortened(opens, limits.LIST_BUTTON), "sections": [{"rows": listed}]}
    return Rendered("interactive", {"type": "list", "body": {"text": body}, "action": action})


def _row(row: Choice) -> dict[str, str]:
    """The words that do not fit into the title stand below it."""
    title = shortened(row.label, limits.ROW_TITLE)
    below = row.note or (row.label if title != row.label else "")
    described = {"description": shortened(below, limits.ROW_DESCRIPTION)} if below else {}
    return {"id": row.action, "title": title, **described}


def _link_button(body: str, link: Choice) -> Rendered:
    parameters = {"display_text": shortened(link.label, limits.BUTTON_TITLE), "url": link.action}
    action = {"name": "cta_url", "parameters": parameters}
    return Rendered("interactive", {"type": "cta_url", "body": {"text": body}, "action": action})


def _template(view: TemplateView) -> Rendered:
    buttons = [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(at),
            "parameters": [{"type": "payload", "payload": action}],
        }
        for at, action in enumerate(view.actions)
    ]
    return Rendered("template", {"name": view.name, "language": {"code": view.language}, "components": buttons})
