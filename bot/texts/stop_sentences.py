"""Whole sentences that ask to be left alone, in every language: clear ones stop, others are asked about."""

# ruff: noqa: E501 - one sentence a line

from __future__ import annotations

import functools
import re

LONGEST = 200  # characters of a message that can be one of these
# As `folded` leaves them: no case, accents, apostrophes or punctuation; "m'écrire" is "mecrire" or "m ecrire".
_TEXTS = r"(?:text|message|messages|messaging|msg|msgs|sms|mail|email|alert|alerts|notification|notifications)s?"
_FILLER = {
    "en": (
        r"(?:again|any ?more|no more|ever|now|o|abeg|please|at all|thanks|thank you|me|us|all|any|these|this|those|the|"
        rf"your|more|with|from you|every ?day|daily|{_TEXTS}|things?|nonsense|rubbish|spam|alone|una|jare|sir|bot)"
    ),
    "fr": (
        r"(?:plus|pas|jamais|svp|stp|merci|maintenant|du tout|de|des|vos|ces|les|tous|tes|messages?|sms|mails?|rien|"
        r"tranquille|en paix)"
    ),
    "pt": r"(?:mais|nunca|nada|por favor|agora|de|as|essas?|suas?|esses?|todas|mensage(?:m|ns)|sms|msgs?|emails?|em paz)",
    "es": (
        r"(?:mas|nunca|nada|por favor|ya|ahora|de|los|esos|estos|sus|tus|todos|mensajes?|sms|correos?|en paz|"
        r"tranquil[oa])"
    ),
    "sw": r"(?:tena|kabisa|tafadhali|sasa|ujumbe|jumbe|meseji|sms|message|messages|wenu|wako|hizi|huu|peke yangu|tu)",
}
_NO = r"(?:stop|quit|dont|don t|do not|never|no|no dey|make una no|make you no|make una stop|make you stop|una stop)(?: to)?"
_SENTENCES = {
    "en": (
        (
            rf"{_NO} (?:dey )?(?:text|message|msg|write|writ|contact|disturb|bother|spam|sms|whatsapp|email|mail|harass|"
            rf"texting|messaging|writing|contacting|disturbing|bothering|spamming|emailing|harassing|calling)"
            rf"(?:ing)?(?: to)? (?:me|us)\b"
        ),
        (
            rf"{_NO} (?:dey )?send(?:ing)?(?: me| us| out| to me)?(?: all| any| these| this| your| the| more)* "
            rf"(?:{_TEXTS}|anything|things)\b"
        ),
        rf"stop (?:all |these |your |the )*(?:{_TEXTS}|everything|texting|messaging|spamming)\b",
        r"(?:leave|let) me (?:alone|be)\b",
        (
            rf"(?:i )?(?:dont|don t|do not|no) want (?:to (?:get|receive|see|hear) )?(?:any |your |these |more |from )*"
            rf"(?:{_TEXTS}|you)\b"
        ),
        rf"no more {_TEXTS}\b",
        r"(?:take|remove|comot|cut) me (?:off|from|comot for|out of)(?: your| this| the)? list\b",
        r"unsubscribe me\b",
    ),
    "fr": (
        (
            r"(?:arrete[rsz]?|cesse[rsz]?|stop) (?:de |d )?m ?(?:ecrire|contacter|deranger|embeter|harceler|spammer|"
            r"envoyer (?:de |des |vos |ces |tes |tous ces )*(?:messages?|sms|mails?))\b"
        ),
        r"(?:arrete[rsz]?|cesse[rsz]?) (?:d )?(?:ecrire|(?:les |ces |vos |tous les |de messages |d envoyer )*messages)\b",
        r"(?:ne |n )?m ?(?:ecri[st]|ecrivez|contacte[rsz]?|derange[rsz]?|embete[rsz]?) (?:plus|pas)\b",
        r"(?:ne )?m ?envo(?:ie|ies|yez) (?:plus|pas) (?:de |d |jamais )*(?:messages?|sms|rien)\b",
        r"laisse[sz]? moi(?: tranquille| en paix)\b",
        r"(?:je )?(?:ne )?veux plus (?:de |recevoir |vos |ces |des )*(?:messages?|sms)\b",
        r"plus de messages\b",
    ),
    "pt": (
        (
            r"(?:para|pare|parem|parar|deixa|deixe|deixem) de (?:me )?(?:escrever|contactar|contatar|incomodar|perturbar|"
            r"chatear|spam|(?:mandar|enviar)(?: me)? (?:mais )?(?:mensage(?:m|ns)|msgs?|sms))\b"
        ),
        r"nao me (?:escrev[ae]m?|incomod[ae]m?|perturb[ae]m?|contat[ae]m?|contact[ae]m?)\b",
        r"nao me (?:mand|envi)[ae]m? (?:mais )?(?:mensage(?:m|ns)|msgs?|sms|nada)\b",
        r"(?:me deix[ae]m?|deix[ae]m? me) em paz\b",
        r"(?:ja )?nao quero (?:mais |receber )*(?:mensage(?:m|ns)|sms)\b",
        r"(?:chega de|sem mais) mensagens\b",
    ),
    "es": (
        (
            r"(?:deja|deje|dejen|dejar|para|pare|paren) de (?:escribir(?:me)?|molestar(?:me)?|contactarme|"
            r"(?:mandar|enviar)(?:me)? (?:mas )?(?:mensajes?|sms))\b"
        ),
        r"(?:ya )?no me (?:escrib[aei]s?n?|escriban|moleste[sn]?|contacte[sn]?)\b",
        r"(?:ya )?no me (?:mande|envie)[sn]? (?:mas )?(?:mensajes?|sms|nada)\b",
        r"deje?n?me (?:en paz|tranquil[oa])\b",
        r"dejame (?:en paz|tranquil[oa])\b",
        r"(?:ya )?no quiero (?:mas |recibir )*(?:mensajes?|sms)\b",
        r"basta de mensajes\b",
    ),
    "sw": (
        r"(?:usi|msi)nitumie (?:tena )?(?:ujumbe|jumbe|meseji|sms|messages?|tena)\b",
        r"(?:usi|msi)ni(?:andikie|sumbue|tafute tena|pigie tena)\b",
        r"acha(?:ni|eni)? ku(?:niandikia|nisumbua|nitumia (?:ujumbe|jumbe|meseji|sms|messages?))\b",
        r"(?:niache(?:ni)?|niacheni) (?:peke yangu|tu|kabisa)\b",
        r"si(?:taki|hitaji) (?:tena )?(?:kupokea )?(?:tena )?(?:ujumbe|jumbe|meseji|sms)\b",
        r"(?:ni|mni)?(?:ondoe|toe)(?:ni)? (?:mimi )?kwenye orodha\b",
    ),
}
_LEAD = r"(?:(?:please|pls|plz|abeg|hey|hi|ok|okay|just|can you|could you|you|svp|por favor|tafadhali|and|ya|biko) )*"
_FEWER_JOBS = (
    (
        r"(?:please |pls |abeg )?(?:stop|dont|do not|no) (?:dey )?send(?:ing)? (?:me )?(?:any |the |these |your |more )*jobs?"
        r"(?: again| any ?more| please| abeg| o)*"
    ),
    r"(?:ne )?m ?envo(?:ie|ies|yez) plus d ?(?:offres|emplois)|arretez? de m ?envoyer (?:des |vos )?(?:offres|emplois)",
    r"(?:nao me (?:mand|envi)[ae]m? mais|pare de me (?:mandar|enviar)) (?:vagas|empregos)",
    r"(?:(?:ya )?no me (?:mande|envie)[sn]? mas|deja de (?:mandar|enviar)me) (?:empleos|trabajos|vacantes|ofertas)",
    r"(?:usinitumie|acha kunitumia) kazi(?: tena)?",
)


def asks_to_stop(plain: str) -> bool:
    """Whether a folded text says no more than that no message shall come any more."""
    return len(plain) <= LONGEST and any(pattern.fullmatch(plain) for pattern in _clear())


def may_ask_to_stop(plain: str) -> bool:
    """Whether a folded text begins like that, with more after it, or wants no jobs at all: to be asked about."""
    return len(plain) <= LONGEST and any(pattern.match(plain) for pattern in _likely())


@functools.cache
def _clear() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"{_LEAD}(?:{'|'.join(sentences)})(?: {_FILLER[language]})*")
        for language, sentences in _SENTENCES.items()
    )


@functools.cache
def _likely() -> tuple[re.Pattern[str], ...]:
    started = tuple(re.compile(rf"{_LEAD}(?:{'|'.join(sentences)})") for sentences in _SENTENCES.values())
    return (*started, *(re.compile(rf"(?:{fewer})$") for fewer in _FEWER_JOBS))
