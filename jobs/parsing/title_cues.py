"""What stands in every wording of a level or an employment type, so that only those patterns are tried on a title."""

from __future__ import annotations

from jobs.parsing.cues import NamedCues

_LEARNING = (
    "intern", "stag", "prakti", "prakty", "apprent", "aprendi", "lehrling", "apprendist", "alternan", "becari",
    "azubi", "ausbildung", "werkstudent",
    "working student", "attach", "leerling", "bbl", "learnership", "auszubild", "dual", "praxissemester", "pasant",
    "tirocin", "staz", "practica", "stajyer", "magang",
)  # fmt: skip
# By the number of the pattern among the levels of title_levels; texts are in lower case without accents.
LEVEL_CUES: NamedCues[int] = NamedCues(
    {
        0: (*_LEARNING, "afstudeer", "nysc", "corper", "siwes", "studentische", "abschlussarbeit", "volont"),
        1: ("trainee",),
        2: (
            "ceo", "cto", "cfo", "cio", "cmo", "coo", "cpo", "cro", "cso", "chief", "president", "vp", "director",
            "geschaftsfuhr", "founder", "partner",
        ),
        3: ("direct", "diretor", "direktor", "dyrektor", "head", "leiter", "dean", "principal", "decan"),
        4: (
            "manag", "mgr", "supervisor", "superintend", "foreman", "forewoman", "team", "leider", "leader", "branch",
            "leit", "chef", "responsable", "gerente", "jef", "encargad", "coordinador", "afdelingshoofd", "meneja",
            "kierowni", "encarregad", "supervis", "mudur", "gm", "agm", "dgm", "tl",
        ),
        5: ("lead", "principal", "staff", "chief", "glown", "chef", "head", "charge"),
        6: (
            "senior", "sr", "snr", "experienced", "expert", "advanced", "iii", "iv", "ervaren", "erfahren", "confirme",
            "experiment", "starsz", "demli",
        ),
        7: ("mid", "medior", "intermediate", "ii", "semi", "pleno"),
        8: (
            "junior", "jr", "jnr", "entry", "graduate", "fresh", "starter", "einsteiger", "mlodsz", "anfanger",
            "debutant", "principiante", "beginner", "associate", "assistant", "mezun", "diplome", "recien", "recem",
        ),
    }
)  # fmt: skip
TYPE_CUES: NamedCues[str] = NamedCues(
    {
        "full_time": (
            "full", "ft", "f/t", "permanent", "vollzeit", "voltijd", "temps plein", "cdi", "vast", "regular",
            "complet", "tempo", "integral", "etat", "zamanl", "clt",
        ),
        "part_time": (
            "part", "pt", "p/t", "teilzeit", "deeltijd", "mi-temps", "bijbaan", "weekend job", "parcial", "jornada",
            "medio tiempo", "meio periodo", "etat", "zamanl", "mini", "euro", "\u20ac", "geringfugig",
        ),
        "contract": (
            "contract", "freelance", "consultancy", "b2b", "c2c", "c2h", "ftc", "corp", "zzp", "interim", "fixed",
            "self", "diem", "independent", "pj",
        ),
        "temporary": (
            "temp", "seasonal", "casual", "aternity", "befristet", "saison", "remplacant", "interim", "tijdelijk",
            "vervanging", "cdd", "uitzend", "locum", "short",
        ),
        "internship": _LEARNING,
        "volunteer": ("volunt", "vrijwillig", "ehrenamt", "benevol", "wolontari", "unpaid", "pro bono"),
    }
)  # fmt: skip
