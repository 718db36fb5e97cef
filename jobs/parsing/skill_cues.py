"""Words that tell whether one that is also an ordinary word is meant as a skill."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MARKS = frozenset(",;:|/()[]*\n.")
JOINING = frozenset({"and", "or", "with", "in", "using", "en", "of", "und", "oder", "mit", "et", "ou", "y", "e", "na"})
TELLING = _words(
    "programming language developer developers engineer engineers programmer scripting studio shiny framework code "
    "development database databases spreadsheets spreadsheet formulas macros cluster frontend backend stack"
)
AFTER_NAME = TELLING | {
    "and",
    "or",
    "en",
    "und",
    "et",
    "y",
    "etc",
    "skills",
    "knowledge",
    "experience",
    "is",
    "kennis",
}
ABILITY = _words(
    "proficient proficiency programming program coding scripting experience experienced skilled expertise fluent "
    "knowledge skills familiar familiarity know knowing understanding mastery kennis ervaring kenntnisse erfahrung "
    "connaissance maitrise conocimiento conocimientos dominio conhecimento ujuzi background certified"
)
ABILITY_LINKS = _words("in with of using and or on to the van met mit en de und les di ya wa know ,")
VALUED = _words(
    "plus bonus asset advantage nice preferred desirable advantageous beneficial useful helpful welcome pre pluspunt "
    "gewenst vorteil wunschenswert pluspunkt atout apprecie appreciee souhaite souhaitee deseable valorable ventaja "
    "desejavel "
    "diferencial vantagem faida"
)
DEMANDED = _words(
    "required must mandatory essential needed necessary vereist verplicht erforderlich vorausgesetzt exige exigee "
    "requis "
    "requise obligatoire obligatorio imprescindible requerido obrigatorio lazima"
)
BEFORE_VALUE = _words(
    "is are be will would as a an also big huge strong definite real great added major knowledge skills von ist ein "
    "een un "
    "um e est es sera seria serait ware ni itakuwa go"
)
KNOWING = frozenset({"know", "knows", "knowing", "using", "learn", "use", "kent", "kennst", "connais", "sabe"})
NOT_OF_HEALTH = frozenset({"logistics"})  # a midwife's delivery is no parcel
USING = frozenset({"using", "ms", "microsoft", "know", "via"})
VERB_AFTER = frozenset({"in", "at", "on", "your", "into", "to", "the", "up", "as", "our"})
EMPLOYING = frozenset({"at", "join", "by", "from", "joining", "bei", "bij", "chez"})
SENTENCE_START = frozenset({"\n", ".", "*", ":"})
DESK = frozenset({"tech", "office", "design", "engineering"})  # areas whose doubtful words are names of tools
SPEECH = _words(
    "language languages fluent fluency fluently speak speaks speaking speaker speakers spoken written writing "
    "proficiency proficient native command bilingual verbal verbally oral orally literate mother tongue level read "
    "c1 "
    "c2 b1 b2 a1 a2 taal talen vloeiend beheersing beheerst spreekt spreken spreektaal woord geschrift sprache "
    "sprachen "
    "fliessend fliessende muttersprache verhandlungssicher wort schrift kenntnisse sprachkenntnisse langue langues "
    "courant parle idioma idiomas fluido fluente nivel alto lingua habla fala lugha kuzungumza ufasaha knowledge "
    "communicate communication learn understand kujua anajua parler hablar falar sprechen avanzado intermedio basico "
    "avancado intermediario grundkenntnisse gute notions bases valora valorara valorado valoramos"
)
NOT_SPOKEN = _words(
    "market markets company companies law laws government labour labor tax citizens citizen citizenship passport "
    "nationality national food cuisine clients customers economy society embassy branch branches team office offices "
    "bank brand border city cities coast accounting gaap multinational based subsidiary"
)
