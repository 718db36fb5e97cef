"""Brings the .po files up to the English source: `python -m bot.texts`.

New texts are added without a translation, changed ones are marked fuzzy, and what is not used any more goes.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.texts.en import MESSAGES
from bot.texts.languages import LANGUAGES, SOURCE
from bot.texts.plural import Plural
from bot.texts.translations import catalogue_file, stored_catalogue


def source_catalogue(language: str | None = None) -> Catalog:
    """Every English text under its key as the context; empty ones have nothing to translate."""
    catalogue = Catalog(locale=language, project="Jobherald", fuzzy=False)
    for key, text in MESSAGES.items():
        if isinstance(text, Plural):
            catalogue.add((text.one, text.other), context=key, flags=["python-brace-format"])
        elif text:
            catalogue.add(text, context=key, flags=["python-brace-format"] if "{" in text else [])
    return catalogue


def brought_up(language: str) -> tuple[Catalog, list[str]]:
    """The catalogue of a language with all texts of today, and the keys that want a translation."""
    path = Path(str(catalogue_file(language)))
    catalogue = stored_catalogue(language) if path.exists() else Catalog(locale=language, fuzzy=False)
    source = source_catalogue(language)
    source.creation_date = catalogue.creation_date  # a run that changes nothing leaves the file as it is
    catalogue.update(source)
    catalogue.obsolete.clear()
    catalogue.header_comment = f"# {LANGUAGES[language].name}. How to change it: docs/translating.md"
    wanting = [str(one.context) for one in catalogue if one.id and (one.fuzzy or not all(_forms(one.string)))]
    return catalogue, wanting


def _forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


def main() -> int:
    """Rewrite each language's file; 1 when a text wants a translation."""
    incomplete = False
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        catalogue, wanting = brought_up(language)
        written = io.BytesIO()
        write_po(written, catalogue, width=110, omit_header=False)
        path = Path(str(catalogue_file(language)))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written.getvalue())
        print(f"{language}: {len(catalogue) - len(wanting)} of {len(catalogue)}", *wanting)
        incomplete = incomplete or bool(wanting)
    return int(incomplete)


if __name__ == "__main__":
    sys.exit(main())
