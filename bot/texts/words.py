"""The single words that people answer and command with, in every language, whichever one they speak with us."""

from __future__ import annotations

import functools
import unicodedata

from bot.texts.stop_sentences import asks_to_stop

# What a whole message can mean, as written in each language: English, French, Portuguese, Spanish, Swahili, Pidgin.
WORDS: dict[str, str] = {
    "yes": (
        "y, yes, yeah, yep, yup, yea, sure, ok, okay, correct, right, that's right, confirm, looks good, all good, "
        "fine, perfect, good, i agree, of course"
        "; oui, ouais, d'accord, bien sûr, c'est bon, c'est ça, c'est bien ça, exact, parfait, tout à fait, entendu"
        "; sim, claro, certo, está certo, isso, isso mesmo, pode ser, perfeito, tá bom, está bom, com certeza, beleza"
        "; sí, sip, claro que sí, correcto, está bien, así es, perfecto, de acuerdo, vale, dale, por supuesto, exacto"
        "; ndiyo, ndio, ndiyo ni sawa, ndio ni sawa, naam, sawa, sawa sawa, sawasawa, haswa, hakika, ni sawa, poa"
        "; yes o, na so, e correct, i gree, na true, yes sir, correct well well"
    ),
    "no": (
        "n, no, nope, nah, wrong, not right, change, no way"
        "; non, nan, pas du tout, c'est faux, pas ça, faux"
        "; não, nao, nada disso, errado, está errado"
        "; para nada, no es así, incorrecto, está mal"
        "; hapana, la, la hasha, siyo, sio, sivyo, si sawa, si kweli"
        "; no o, no be so, e no correct, i no gree, mba"
    ),
    "skip": (
        "skip, pass, later, skip this, not now"
        "; passer, passe, passez, plus tard, sauter, pas maintenant, suivant"
        "; pular, pule, pula, depois, mais tarde, agora não, passar, próximo, seguinte"
        "; saltar, salta, omitir, más tarde, después, ahora no, pasar, paso, siguiente"
        "; ruka, pita, baadaye, si sasa, inayofuata"
        "; comot this one, leave am first, e never reach"
    ),
    "continue": (
        "continue, go on; continuer, continuez, on continue; continuar, continue por favor, vamos continuar"
        "; continúa, sigue, sigamos, seguir; endelea, tuendelee; continue am, make we continue"
    ),
    "back": (
        "back, go back, previous; retour, revenir, précédent, en arrière, arrière; voltar, volta, volte, anterior"
        "; atrás, volver, regresar, vuelve; rudi, rudi nyuma, nyuma; go back small, carry me go back"
    ),
    "done": (
        "done, that's all, that is all, finish, finished"
        "; c'est tout, fini, terminé, j'ai fini, voilà tout, fin"
        "; é só isso, só isso, é tudo, terminei, pronto, acabei, já terminei"
        "; eso es todo, es todo, nada más, listo, terminé, ya está, ya terminé"
        "; ni hayo tu, hayo tu, basi, nimemaliza, tayari, imetosha, inatosha, mwisho"
        "; na all be that, na all, i don finish, e don do, na im be that"
    ),
    "cancel": (
        "cancel, never mind, nevermind; annuler, annule, annulez, laisse tomber, laissez tomber"
        "; cancelar, cancela, deixa pra lá, deixa para lá, esquece; cancélalo, olvídalo, déjalo"
        "; ghairi, sahau, achana nayo; cancel am, forget am, leave am"
    ),
    "undo": (
        "undo, take it back, take that back; remettre, remettre comme avant, défaire, annuler le changement"
        "; desfazer, desfaça, desfaz; deshacer, deshazlo, deshaz; rudisha, tengua, irudishe; put am back, return am"
    ),
    "help": (
        "help, menu, commands; aide, aidez-moi, au secours, aide-moi; ajuda, me ajuda, me ajude, socorro"
        "; ayuda, ayúdame, ayúdeme, menú; msaada, nisaidie, naomba msaada, saidia; help me, abeg help me, epp me"
    ),
    "more": (
        "more, more jobs, show more, show me more, next jobs"
        "; plus, encore, plus d'offres, d'autres, autres offres, montrez-en plus; mais, mais vagas, mostra mais, outras"
        "; más, más empleos, otros, muéstrame más, ver más; zaidi, kazi zaidi, nyingine, onyesha zaidi, ongeza"
        "; more work, show me more work, add more, bring more"
    ),
    "jobs": (
        "jobs, show jobs, show me jobs, find jobs, find me jobs, show me the jobs, any jobs, new jobs"
        "; offres, les offres, voir les offres, emplois, montrez-moi les offres, des offres, offres d'emploi"
        "; vagas, ver vagas, mostra as vagas, empregos, novas vagas; empleos, ver empleos, muéstrame empleos, vacantes"
        "; kazi, onyesha kazi, nionyeshe kazi, kazi mpya; show work, show me work, work dey, which work dey"
    ),
    "prefs": (
        "prefs, preferences, my preferences, my wishes, my profile, profile, settings"
        "; mes souhaits, préférences, mes préférences, mon profil, profil, réglages"
        "; meus desejos, preferências, minhas preferências, meu perfil, perfil, configurações"
        "; mis deseos, preferencias, mis preferencias, mi perfil, ajustes, configuración"
        "; matakwa yangu, matakwa, mapendeleo, wasifu wangu; wetin i want, my own wey i want"
    ),
    "saved": (
        "saved, my list, show my list, my saved jobs; mes offres gardées, offres gardées, ma liste, "
        "mes offres enregistrées, offres enregistrées; vagas guardadas, minha lista, salvas, vagas salvas, "
        "guardadas, minhas vagas guardadas"
        "; empleos guardados, mi lista, guardados, mis empleos guardados; nilizohifadhi, kazi nilizohifadhi, "
        "orodha yangu, zilizohifadhiwa, kazi zilizohifadhiwa; work wey i keep, wetin i save, wetin i keep"
    ),
    "why": (
        "why, why this job; pourquoi, pourquoi cette offre, pourquoi ça; por quê, por que essa vaga"
        "; por qué esta oferta, por qué este empleo; kwa nini, kwanini; why e be so"
    ),
    "thanks": (
        "thanks, thank you, thank you very much, many thanks; merci, merci beaucoup, merci bien; obrigado, obrigada, "
        "muito obrigado, muito obrigada, valeu; gracias, muchas gracias; asante, asante sana, shukrani, ahsante"
        "; thank you o, thanks o, you do well, una do well"
    ),
    "reset": (
        "start over, start all over, reset, reset my wishes, start afresh, begin afresh"
        "; tout recommencer, recommencer à zéro, repartir à zéro, réinitialiser; começar do zero, recomeçar do zero"
        "; empezar desde cero, empezar de cero, reiniciar; anza mwanzo, anza kutoka mwanzo"
        "; start from beginning, start am afresh"
    ),
    "start": (
        "start, restart, unstop, start again; commencer, démarrer, recommencer, commence; começar, iniciar, recomeçar"
        "; empezar, comenzar, empezar de nuevo, inicio; anza, anza tena, anza upya, anzisha; start am, begin again"
    ),
    "resume": (
        "resume, unpause; reprendre, reprends; retomar, voltar a receber; reanudar, volver a recibir; endeleza"
        "; start my work again"
    ),
    "pause": "pause; mettre en pause, en pause; pausa, pausar, em pausa; en pausa; pumzisha; hold on first",
    "snooze": "snooze; me laisser tranquille; silenciar; silenciar mensajes; nyamazisha; make you rest small",
    "applied": (
        "applied, my applications, show my applications, jobs i applied to; mes candidatures; minhas candidaturas"
        "; mis postulaciones, mis solicitudes; maombi yangu; work wey i don apply"
    ),
    "searches": (
        "searches, my searches, show my searches; mes recherches, recherches; minhas buscas, buscas; mis búsquedas, "
        "búsquedas; utafutaji wangu; my search dem"
    ),
    "similar": (
        "similar, similar jobs; similaires; semelhantes, parecidas; similares, parecidos; zinazofanana; like this one"
    ),
    "digest": (
        "digest, daily jobs, my daily jobs; envoi quotidien, offres du jour, mes offres du jour; vagas diárias, envio "
        "diário; empleos diarios, envío diario; kazi za kila siku, kazi zangu za kila siku; my daily work, daily work"
    ),
    "timezone": (
        "timezone, time zone, my time zone; fuseau horaire; fuso horário; zona horaria, huso horario; saa za eneo"
        "; my time"
    ),
    "cards": "cards; mode d'affichage; modo de exibição; modo de mostrar; namna ya kuonyesha; how to show am",
    "link": (
        "link my chats; relier mes conversations; ligar minhas conversas; unir mis chats; unganisha; join my chat dem"
    ),
    "privacy": "privacy; confidentialité, vie privée; privacidade; privacidad; faragha; my secret",
    "export": "export, my data; mes données, exporter; meus dados, exportar; mis datos; taarifa zangu; give me my data",
    "delete": (
        "delete, delete me, delete my data, delete my account, delete everything"
        "; supprimer, effacer, tout effacer, supprimer mes données, effacer mes données"
        "; apagar, excluir, apagar tudo, apagar meus dados, excluir meus dados"
        "; borrar, eliminar, borrar todo, borrar mis datos, eliminar mis datos"
        "; futa, futa yote, futa taarifa zangu; clear everything, clear my data"
    ),
    "language": (
        "language, change language, another language, other language"
        "; langue, changer de langue, autre langue; idioma, mudar idioma, mudar de idioma, outro idioma, língua"
        "; cambiar idioma, cambiar de idioma, otro idioma; lugha, badilisha lugha, lugha nyingine"
        "; change the language, another language abeg"
    ),
    "stop": (
        "stop, stopall, stop all, stop it, stop messages, stop sending, unsubscribe, end, quit, opt out, optout"
        "; arrêt, arrêter, arrête, arrêtez, arrêtez tout, stopper, désabonner, me désabonner, désabonnement, "
        "désinscrire, désinscription"
        "; parar, pare, pára, sair, descadastrar, cancelar inscrição, cancelar assinatura, pare de mandar"
        "; para, paren, alto, baja, darme de baja, dar de baja, detener, detente, basta, cancelar suscripción, no más "
        "mensajes"
        "; acha, simama, simamisha, sitisha, komesha, koma, acha kutuma, usinitumie, ondoa, jiondoe"
        "; stop am, stop am abeg, no send again, no send me message again, comot me, make una stop, e don do stop"
        ", make you stop, make you stop am, una stop"
    ),
}
# As operators of phone networks know it: the word alone ends a subscription.
_CANCELS = frozenset({"cancel", "annuler", "cancelar", "ghairi", "cancel am"})
# What must be written out to erase everything.
ERASE = frozenset({"delete", "supprimer", "apagar", "borrar", "futa"})
POLITE = (
    "please, pls, plz, kindly, thanks, thank you, abeg, jare, svp, stp, s'il vous plaît, s'il te plaît, merci, merci "
    "beaucoup, por favor, porfa, obrigado, obrigada, gracias, tafadhali, asante, asante sana, now, o, sir, madam"
)
LANGUAGE_NAMES: dict[str, str] = {
    "en": "english, anglais, inglês, inglés, kiingereza, oyinbo",
    "fr": "french, français, francés, francês, kifaransa",
    "pt": "portuguese, portugais, português, portugués, kireno",
    "es": "spanish, espagnol, espanhol, español, castellano, kihispania",
    "sw": "swahili, kiswahili, suaíli, suajili, suahili",
    "pcm": ("pidgin, pidgin english, naija, naija pidgin, nigerian pidgin, broken, broken english, brokin, pijin"),
}
# Words around the name of a language that is asked for; "I speak French" is none.
_ASKING = """
    please pls plz in en em kwa ya speak talk use switch change language to into langue idioma lugha parle parlez parler
    passez passer habla hablemos hable fala fale falar vamos falamos zungumza tuzungumze ongea tuongee sema badilisha
    write reply answer ecrivez ecris repondez escribe responde escreva responda andika jibu make we una abeg por favor
    sil vous te plait svp stp tafadhali let us lets for me moi with can you could only now i want wetin dey la peut
    puedes pode voce tu on a version
"""
ASKING = frozenset(_ASKING.split())
NOT_ASKING = frozenset({"i", "speak"})  # that is what somebody can, not what they want
LONGEST = 60  # characters of a message that can be one of these
LONGEST_SENTENCE = 220  # of one that can be a sentence


@functools.lru_cache(maxsize=64)  # a message is looked at several times
def folded(text: str) -> str:
    """Without case, accents, punctuation, emoji, apostrophes and what cannot be seen: "«Arrêtez !»" as "arretez"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = (
        "" if character in "'\u2019\u02bc`" else character if character.isalnum() else " "
        for character in plain
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    return " ".join("".join(letters).split())


def meaning(text: str) -> str:
    """What the whole message means ("yes", "skip", "stop" …), in whichever language it is said; "" for nothing here."""
    if len(text) > LONGEST:
        return ""
    plain = folded(text)
    return _meanings().get(plain) or _meanings().get(_bare(plain), "")


def is_stop(text: str) -> bool:
    """Whether the whole message is a word or a sentence that means stop, in any of the languages, or /stop."""
    return meaning(text.strip().removeprefix("/")) == "stop" or asks_to_stop(_bare(folded(text[:LONGEST_SENTENCE])))


def says_cancel(text: str) -> bool:
    """Whether the whole message is the word for "cancel" in any of the languages: on WhatsApp it may mean stop."""
    return _bare(folded(text[:LONGEST])) in _CANCELS


def language_asked_for(text: str, *, bare: bool) -> str:
    """The language that a message asks to be spoken: "English please", "en français", "kwa Kiswahili"; "" for none.

    `bare`: a mere name counts too, as it does where no question is open that it could answer.
    """
    plain = folded(text) if len(text) <= LONGEST else ""
    for name, code in _languages().items():
        before, found, after = f" {plain} ".partition(f" {name} ")
        around = {*before.split(), *after.split()}
        if found and around <= ASKING and not around >= NOT_ASKING and (around or bare):
            return code
    return ""


@functools.lru_cache(maxsize=64)
def _bare(plain: str) -> str:
    """Without words of politeness at either end."""
    while True:
        shorter = next((cut for word in _polite() if (cut := _without(plain, word)) != plain), plain)
        if shorter == plain:
            return plain
        plain = shorter


def _without(plain: str, word: str) -> str:
    return f" {plain} ".removeprefix(f" {word} ").removesuffix(f" {word} ").strip() or plain


def _spellings(words: str) -> set[str]:
    """Each of several words, with an apostrophe left out and with a space in its stead."""
    each = [word for group in words.split(";") for word in group.split(",")]
    return {folded(word) for word in each} | {folded(word.replace("'", " ")) for word in each}


@functools.cache
def _meanings() -> dict[str, str]:
    return {spelling: meant for meant, words in WORDS.items() for spelling in _spellings(words)}


@functools.cache
def _polite() -> tuple[str, ...]:
    return tuple(sorted(_spellings(POLITE), key=len, reverse=True))


@functools.cache
def _languages() -> dict[str, str]:
    """Names of languages, the longest first, so that "pidgin english" is not English."""
    names = {name: code for code, words in LANGUAGE_NAMES.items() for name in _spellings(words)}
    return dict(sorted(names.items(), key=lambda pair: -len(pair[0])))
