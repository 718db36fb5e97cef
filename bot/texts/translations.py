"""The translations as gettext catalogues, read from their .po files when a language is first spoken.

Reading one takes about 70 ms, once in a process; so nothing has to be built before a fresh clone runs.
"""

from __future__ import annotations

import functools
import io
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.texts.languages import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from babel.messages.catalog import Catalog

DOMAIN = "jobherald"


def catalogue_file(language: str) -> Traversable:
    """Where the translations of a language are kept."""
    return resources.files("bot.texts") / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def stored_catalogue(language: str) -> Catalog:
    """The translations of a language as they stand in its file.

    Raises:
        OSError: the file is not there.
        babel.messages.pofile.PoFileError: it is not well formed.
    """
    return read_po(io.BytesIO(catalogue_file(language).read_bytes()), locale=language, abort_invalid=True)


@functools.cache
def translations(language: str) -> NullTranslations:
    """What gettext looks a language's texts up in; for English, and for what we do not speak, the source itself."""
    if language == SOURCE or language not in LANGUAGES:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, stored_catalogue(language))
    return GNUTranslations(io.BytesIO(compiled.getvalue()))
