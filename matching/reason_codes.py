"""The codes that reasons are given by, with what each says of a posting and which arguments it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["advice", "strength", "gap", "note", "learnt"]

# Every code with its kind and arguments, best first: reasons of one posting are given in this order.
CODES: Mapping[str, tuple[Kind, tuple[str, ...]]] = {
    "recommended_strong": ("advice", ()),
    "recommended_good": ("advice", ()),
    "recommended_fair": ("advice", ()),
    "recommended_weak": ("advice", ()),
    "title_matches": ("strength", ("role", "title")),
    "skills_matched": ("strength", ("skills", "matched", "required")),
    "skills_kindred": ("strength", ("skills", "own")),
    "place_city": ("strength", ("city",)),
    "remote_fits": ("strength", ("country",)),
    "pay_meets_minimum": ("strength", ("amount", "minimum", "currency", "period")),
    "place_near": ("strength", ("city", "near", "km")),
    "place_region": ("strength", ("region",)),
    "place_country": ("strength", ("country",)),
    "arrangement_fits": ("strength", ("arrangement",)),
    "experience_fits": ("strength", ("years", "min_years", "max_years")),
    "level_fits": ("strength", ("level",)),
    "languages_fit": ("strength", ("languages",)),
    "role_mentioned": ("strength", ("role",)),
    "posting_says": ("strength", ("wish", "words")),
    "employment_type_fits": ("strength", ("employment_type",)),
    "industry_fits": ("strength", ("industry",)),
    "posted_today": ("strength", ()),
    "posted_recently": ("strength", ("days",)),
    "pay_little_below": ("gap", ("amount", "minimum", "currency", "period", "percent")),
    "place_little_farther": ("gap", ("city", "near", "km")),
    "experience_little_short": ("gap", ("years", "min_years", "short_by")),
    "experience_little_over": ("gap", ("years", "max_years", "over_by")),
    "level_little_off": ("gap", ("level", "asked")),
    "arrangement_close": ("gap", ("arrangement",)),
    "relocation_needed": ("gap", ("place",)),
    "pay_below": ("gap", ("amount", "minimum", "currency", "period", "percent")),
    "posting_says_but": ("gap", ("wish", "words")),
    "experience_short": ("gap", ("years", "min_years", "short_by")),
    "experience_over": ("gap", ("years", "max_years", "over_by")),
    "level_near": ("gap", ("level", "asked")),
    "skills_missing": ("gap", ("skills", "required")),
    "pay_unknown": ("note", ()),
    "pay_currency_differs": ("note", ("currency", "wanted")),
    "pay_unclear": ("note", ()),
    "pay_converted": ("note", ("currency", "wanted")),
    "place_unknown": ("note", ("country",)),
    "remote_country_unknown": ("note", ()),
    "remote_limited": ("note", ("countries",)),
    "arrangement_unknown": ("note", ()),
    "experience_unknown": ("note", ()),
    "level_unknown": ("note", ()),
    "employment_type_unknown": ("note", ()),
    "company_unknown": ("note", ()),
    "shift_unknown": ("note", ()),
    "skills_unknown": ("note", ()),
    "date_unknown": ("note", ()),
    "languages_unknown": ("note", ()),
    "learnt_kept": ("learnt", ("title", "count")),
    "learnt_title_hidden": ("learnt", ("title", "count")),
    "learnt_company_hidden": ("learnt", ("company", "count")),
    "learnt_weight": ("learnt", ("factor",)),
}
ORDER = {code: place for place, code in enumerate(CODES)}
# What a posting is beyond that passes only because too little else did.
BEYOND = frozenset(
    {
        "pay_little_below",
        "place_little_farther",
        "experience_little_short",
        "experience_little_over",
        "level_little_off",
        "arrangement_close",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, by its code; see CODES."""

    code: str
    kind: Kind
    args: dict[str, Any]


def reason_of(code: str, **args: Any) -> Reason:  # noqa: ANN401 - JSON values
    """The reason of a code with its arguments."""
    return Reason(code, CODES[code][0], args)
