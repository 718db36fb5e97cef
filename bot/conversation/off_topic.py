"""Abuse, and questions that have nothing to do with work: each gets one short steer back to jobs."""

from __future__ import annotations

import re

_ABUSE = re.compile(
    r"\b(?:fuck\w*|f\*+k\w*|shit\w*|bitch\w*|bastard\w*|asshole\w*|motherfuck\w*|idiots?|stupid|useless|dumb|moron\w*|"
    r"mumu|olodo|ode|werey|yeye|thunder fire you|"
    r"merde|connard\w*|salope\w*|putain|imbecile\w*|"
    r"puta\w*|pendejo\w*|cabron\w*|mierda|estupid[oa]s?|idiotas?|"
    r"porra|caralho|merda|burr[oa]|"
    r"mjinga|wajinga|pumbavu|mpumbavu|malaya|mshenzi)\b"
)
_AT_THE_BOT = re.compile(
    r"(?:you(?:'re| are| r)?|u|this|that|bot|it(?:'s| is)|what|tu|vous|usted|voce|wewe|na|this bot)\b|"
    r"^\W*\w+\W*$|^\W*\w+ you\b"
)
_OFF_TOPIC = re.compile(
    r"\b(?:weather|forecast|joke|riddle|poem|song|lyrics|football|soccer|match score|premier league|girlfriend|"
    r"boyfriend|marry me|love you|horoscope|bitcoin|crypto|forex tips|lottery|betting|bet tips|recipe|"
    r"president of|capital of|meaning of life|who won|movie|netflix|homework|translate this|lend me|loan me|"
    r"send me money|give me money|meteo|blague|clima hoy|chiste|piada|previsao do tempo|hali ya hewa|utani)\b"
)
_WORK = re.compile(
    r"\b(?:jobs?|work|hiring|vacanc\w+|salary|pay|role|position|analyst|developer|engineer|teacher|coach|player|"
    r"manager|writer|translator|officer|agent|trader|editor|producer|emploi|travail|trabajo|empleo|trabalho|emprego|"
    r"kazi|ajira)\b"
)


def steer_for(plain: str) -> str | None:
    """The key of the steer for a folded message: "steer_abuse", "steer", or None when it may be about work."""
    if _ABUSE.search(plain) and _AT_THE_BOT.search(plain) and not _WORK.search(_ABUSE.sub(" ", plain)):
        return "steer_abuse"
    if _OFF_TOPIC.search(plain) and not _WORK.search(plain):
        return "steer"
    return None
