"""Words of the administration, and what one can say instead: a list written for this, in French."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

LIST = Path(__file__).parent / "plainer.toml"
"""By the forms of a word, with a bar between them; an ending in brackets may be there or not."""

_TOKEN = re.compile(r"[\w-]+’?")
_ENDING = re.compile(r"\((\w+)\)")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plainer:
    """`said` as the text has it first, in any of its forms so many `times`; `instead` could be said."""

    said: str
    instead: str
    times: int


@cache
def words() -> Mapping[str, str]:
    """The list: what to say instead, by the forms of each word."""
    return tomllib.loads(LIST.read_text())


@cache
def _phrases() -> Mapping[Phrase, str]:
    """Each form of each word, with the key that it has in the list."""
    return {
        tuple(_TOKEN.findall(phrase)): key
        for key in words()
        for form in key.split("|")
        for phrase in _written_out(form)
    }


def _written_out(form: str) -> Sequence[str]:
    """With and without each of its endings."""
    start, *rest = _ENDING.split(form)
    endings, after = rest[::2], rest[1::2]
    return [
        start + "".join(ending * there + on for ending, there, on in zip(endings, kept, after, strict=True))
        for kept in product((0, 1), repeat=len(endings))
    ]


def plainer(text: str) -> Sequence[Plainer]:
    """Those of the list that a text uses, the most used first; of each place, the longest phrase."""
    tokens = _TOKEN.findall(text.lower().replace("'", "’"))
    longest = max(map(len, _phrases()))
    found: dict[str, tuple[str, int]] = {}
    place = 0
    while place < len(tokens):
        phrase = _begun(tokens[place : place + longest])
        if phrase:
            key = _phrases()[phrase]
            said, times = found.get(key, (" ".join(phrase).replace("’ ", "’"), 0))
            found[key] = said, times + 1
        place += len(phrase) or 1
    by_use = sorted(found.items(), key=lambda item: -item[1][1])
    return tuple(Plainer(said, words()[key], times) for key, (said, times) in by_use)


def _begun(tokens: Sequence[str]) -> Phrase:
    """The longest of the list that they begin with; nothing where there is none."""
    candidates = (tuple(tokens[:length]) for length in range(len(tokens), 0, -1))
    return next((one for one in candidates if one in _phrases()), ())
