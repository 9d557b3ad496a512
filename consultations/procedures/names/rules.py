"""What looks like a name, an address, a number of somebody: by how it is written, in French letters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FIRST_NAMES = Path(__file__).parent / "first_names.txt"


class Sort(StrEnum):
    EMAIL = "email"
    IBAN = "iban"
    SOCIAL_SECURITY = "social_security"
    TELEPHONE = "telephone"
    BIRTH = "birth"
    FILE_NUMBER = "file_number"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Suspect:
    """What stands in a text from `start` to before `end`, and may be about somebody."""

    sort: Sort
    said: str
    start: int
    end: int


_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ]"
_WORD = rf"{_CAPITAL}[\w'-]{{1,40}}"
_PARTICLE = r"(?:de la |de |du |des |d'|van der |van |von |el |ben )?"
_CIVILITY = r"\b(?:MM?\.|Mr\.?|Mmes?\.?|Mlles?\.?|Dr\.?|Me|Monsieur|Madame|Mademoiselle|Docteur|Maître)"
_STREET = (
    r"(?i:rue|avenue|boulevard|allées?|chemin|impasse|place|quai|route|square|cours|faubourg|passage|sentier|"
    r"résidence|lotissement|ruelle|promenade|esplanade|av\.|bd\.?|imp\.|pl\.|rte)"
)
_FILE = r"(?i:dossier|allocataire|matricule|bénéficiaire|demande|référence|réf\.?|contrat|client|usager)"
_NUMBER_OF = r"(?i:n(?:°|º|um[ée]ro|o)\.? ?)?"

_BORN_ON = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}(?:er)? [a-zéû]{3,9} \d{4})"
_INSEE = r"\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}"
_REFERENCE = r"(?=[\w/.-]{0,20}\d)[A-Z0-9][A-Z0-9/.-]{2,23}[A-Z0-9]"

_WRITTEN: Sequence[tuple[Sort, str]] = (
    (Sort.EMAIL, r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    (Sort.IBAN, r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"),
    (Sort.SOCIAL_SECURITY, rf"\b[1-478][ .]?{_INSEE}(?:[ ./-]{{0,3}}\d{{2}})?\b"),
    (Sort.TELEPHONE, r"(?<![\d+])(?:\+\d{2,3}[ .-]?(?:\(0\)[ .-]?)?\d|0[1-9])(?:[ .-]?\d{2}){4}(?!\d)"),
    (Sort.BIRTH, rf"(?i:\bnée?s?(?:\(e\))? (?:le )?{_BORN_ON})"),
    (Sort.FILE_NUMBER, rf"\b{_FILE}[ :]{{0,3}}{_NUMBER_OF}[ :]{{0,3}}{_REFERENCE}"),
    (Sort.ADDRESS, rf"\b\d{{1,4}} ?(?:bis|ter|quater|[A-D]\b)?,? {_STREET} [^\n,;.:]{{1,59}}[^\n,;.: ]"),
    (Sort.ADDRESS, rf"\b\d{{5}} {_CAPITAL}[\w' -]{{1,39}}\w"),
    (Sort.NAME, rf"\b(?P<capitals>{_WORD}(?: {_CAPITAL}\.)?(?: {_PARTICLE}{_WORD}){{1,3}})"),
    (Sort.NAME, rf"{_CIVILITY} {_PARTICLE}{_WORD}(?: {_PARTICLE}{_WORD}){{0,3}}"),
)
"""In the order in which a passage is taken: what belongs to an address is no name besides."""

_PLAIN = {ord("’"): "'"} | dict.fromkeys(map(ord, "\u00a0\u202f\t"), " ")
TAKEN = "\n"


@cache
def _patterns() -> Sequence[tuple[Sort, re.Pattern[str]]]:
    return [(sort, re.compile(written)) for sort, written in _WRITTEN]


@cache
def _first_names() -> frozenset[str]:
    lines = FIRST_NAMES.read_text().splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.lower().split())


def suspects(text: str) -> list[Suspect]:
    """All that is found, in the order of the text, none within another."""
    left, found = text.translate(_PLAIN), []
    for sort, pattern in _patterns():
        here = [one for one in pattern.finditer(left) if _stands(one)]
        found += [Suspect(sort, text[slice(*one.span())], *one.span()) for one in here]
        left = _without(left, [one.span() for one in here])
    return sorted(found, key=lambda one: one.start)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """As long as it was, what is found made ends of lines, over which nothing else is looked for."""
    parts, begun = [], 0
    for start, end in spans:
        parts += [text[begun:start], TAKEN * (end - start)]
        begun = end
    return "".join([*parts, text[begun:]])


def _stands(found: re.Match[str]) -> bool:
    """Capitals in a row are a name where one of them is a first name that we know, or begins with one."""
    capitals = found.groupdict().get("capitals")
    return capitals is None or any(
        word.lower().partition("-")[0] in _first_names() for word in capitals.split()
    )
