"""Texts in three languages: which one to speak, and what to say in it.

Code and templates hold English sentences, which are also the keys of the catalogues. A per cent sign is
written `%%` in them, and values are named, `%(amount)s`, so that each language can order them its way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import NoReturn

LANGUAGES = ("fr", "de", "en")
OWN_NAMES = {"fr": "Français", "de": "Deutsch", "en": "English"}
"""How those who speak a language call it."""


def by_own_name(languages: Iterable[str]) -> list[tuple[str, str]]:
    """Each with what those who speak it call it: choices of a form."""
    return [(language, OWN_NAMES[language]) for language in languages]


FOLDER = Path(__file__).parents[2] / "locales"
DOMAIN = "okote"


def say(message: str) -> str:
    """Mark a text that is translated later, where the reader's language is known."""
    return message


def say_count(one: str, many: str) -> tuple[str, str]:
    """The same of a text about a number, `%(num)s`, in the singular and in the plural."""
    return one, many


class MissingTranslationError(LookupError):
    """A language lacks a text: a failure in tests, the English sentence in production."""


class _Refusing(NullTranslations):
    """What a strict catalogue falls back to."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def _missing(self, message: str) -> NoReturn:
        raise MissingTranslationError(f"{self.language}: {message!r} has no translation")

    def gettext(self, message: str) -> str:
        self._missing(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 (gettext's signature)
        self._missing(msgid1)

    def pgettext(self, context: str, message: str) -> str:
        self._missing(f"{context}|{message}")

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 (as above)
        self._missing(f"{context}|{msgid1}")


class NotCompiledError(FileNotFoundError):
    """A catalogue is written but not compiled."""


def load(folder: Path = FOLDER, *, strict: bool = False) -> Mapping[str, NullTranslations]:
    """The catalogue of each language; a language that nobody began speaks English.

    Strict ones raise MissingTranslationError. A catalogue that lies uncompiled raises NotCompiledError
    rather than greeting everyone in English.
    """
    return {name: _catalogue(folder / name / "LC_MESSAGES", name, strict=strict) for name in LANGUAGES}


@cache
def _catalogue(folder: Path, language: str, *, strict: bool) -> NullTranslations:
    """Read once: no running process sees another."""
    source, compiled = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    if not compiled.exists():
        if source.exists():
            raise NotCompiledError(f"{source} is not compiled: run `pybabel compile -d locales -D {DOMAIN}`")
        return _Refusing(language) if strict else NullTranslations()
    with compiled.open("rb") as file:
        catalogue = GNUTranslations(file)
    if strict:
        catalogue.add_fallback(_Refusing(language))
    return catalogue


def negotiate(
    offered: Sequence[str], *, prefix: str | None = None, person: str | None = None, accept: str = ""
) -> str:
    """The language of an answer: what the path says, else the person, else the browser.

    `offered` is what the territory speaks, and its first language answers whoever asks for none of them;
    `accept` is the header Accept-Language.
    """
    wishes = [prefix, person, *accepted(accept)]
    return next((wish for wish in wishes if wish is not None and wish in offered), offered[0])


def accepted(header: str) -> list[str]:
    """Languages of an Accept-Language header (RFC 9110, 12.5.4), best first and without their regions."""
    ranked = sorted(_weighed(header), key=lambda wish: -wish[1])
    return [language for language, weight in ranked if weight > 0]


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    for wish in header.split(","):
        tag, _, quality = wish.strip().lower().partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality else 1.0
        except ValueError:
            weight = 0.0
        yield tag.strip().partition("-")[0], weight
