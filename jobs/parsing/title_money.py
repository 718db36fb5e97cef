"""Pay, as it stands in titles beside the work."""

from __future__ import annotations

import re

_FIGURE = r"\d{1,3}(?:[ .,'\u2019]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_SIGN = (
    r"(?:\b(?:ksh|kes|ugx|ush|tzs|tsh|rs|inr|ngn|zar|usd|eur|gbp|etb|birr|ghs|php|aed|sgd|brl|mxn|pln|chf)\.?|us\$|r\$|"
    r"[$\u20ac\xa3\u20a6\u20b9\u20b5\u20b1]|\b[rn](?=\s?\d+(?:[.,]\d+)?(?:k\b|/|\s?p/?h\b|\sper\b|[ ,]?\d{3})))"
)
_NAMED = (
    r"(?:birr|etb|naira|ksh|kes|usd|euros?|eur|gbp|rand|bob|pesos|reais|rupees|dollars|z\u0142|pln|chf|"
    r"[$\u20ac\xa3\u20a6\u20b9])"
)
_PER = (
    r"(?:\s?(?:/|per|an?|p/|p\.|pro|par|por|each)\s?(?:hour|hr|h|std|stunde|heure|uur|hora|day|tag|jour|d\u00eda|"
    r"week|wk|"
    r"woche|semaine|semana|month|mo|mth|mnth|monat|mois|maand|mes|m\u00eas|year|yr|annum|jahr|an|jaar|a\u00f1o|ano|"
    r"shift)\b\.?|"
    r"\s?(?:ph|hr|p[./]?u\.?|pw|pm|pcm|pa|pd|p\.?a\.?|lpa|hourly|daily|weekly|monthly|yearly)(?!\w))"
)
_TO = r"\s?(?:-|\u2013|to|bis|tot|\u00e0|a)\s?"
_TIMES = r"(?:\s?(?:k|m|lpa|lakhs?|mil)(?![^\W\d_]))?(?!\d)"
MONEY = re.compile(
    rf"(?:(?:\b(?:up to|from|bis(?: zu)?|ab|vanaf|tot|\u00e0 partir de|hasta|desde|at\u00e9|earn|sal[a\u00e1]r(?:y|"
    rf"io|is)|sueldo|pay|salaire|"
    rf"gehalt|lohn)"
    rf"\b:?|"
    rf"[@>~])\s?)*(?:{_SIGN}\s?(?:{_FIGURE}){_TIMES}(?:{_TO}{_SIGN}?\s?(?:{_FIGURE}){_TIMES})?(?:\s?{_NAMED}(?!\w))?|"
    rf"(?<![\w.,])(?:{_FIGURE}){_TIMES}(?:{_TO}(?:{_FIGURE}){_TIMES})?\s?{_NAMED}(?![^\W\d_])|"
    rf"(?<![\w.,])\d[\d.,]*k?{_TO}\d[\d.,]*k\b|(?<![\w.,])\d{{2,3}}k\b|(?<![\w.,])\d[\d.]*(?:{_TO}\d[\d.]*)?\s?lpa\b|"
    rf"(?<![\w.,])\d{{3,}}(?={_PER}))"
    rf"{_PER}?(?:\s(?:gross|net|netto|brutto|bruto|brut|basic|base|ctc|ote|salary))*",
    re.IGNORECASE,
)
