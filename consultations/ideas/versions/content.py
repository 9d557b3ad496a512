"""What an idea says, in one canonical text, so that anyone can compute its SHA-256 again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import Any, Self

DECIMALS = 5
"""Of degrees: about a metre."""

SUBSTANTIAL = Fraction(1, 5)
"""Of the words: from this share on, who supported the earlier text is asked again."""


def degrees(value: float | None) -> str | None:
    return None if value is None else f"{value:.{DECIMALS}f}"


@dataclass(frozen=True, slots=True)
class Content:
    """Names as they were called then; `files` are [kind, SHA-256, title], in their order."""

    title: str
    body: str
    language: str
    category: str | None = None
    place: str | None = None
    address: str = ""
    latitude: str | None = None
    longitude: str | None = None
    files: Sequence[Sequence[str]] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        return asdict(self) | {"files": [list(one) for one in self.files]}

    @property
    def canonical(self) -> str:
        """A JSON array of the fields in the order above, with ", " between them, in Unicode."""
        kept = self.kept()
        return json.dumps([kept[one.name] for one in fields(self)], ensure_ascii=False)

    @property
    def digest(self) -> str:
        return sha256(self.canonical.encode()).hexdigest()

    @property
    def where(self) -> tuple[str | None, ...]:
        return self.place, self.latitude, self.longitude


def share_changed(before: str, after: str) -> Fraction:
    """Of the words of both texts, those that are not in the other one, in the same order."""
    old, new = before.split(), after.split()
    if not old and not new:
        return Fraction(0)
    same = sum(block.size for block in _matcher(old, new).get_matching_blocks())
    return 1 - Fraction(2 * same, len(old) + len(new))


def is_substantial(supported: Content, now: Content) -> bool:
    """Whether what was supported has become something else: another place, half another title, or a fifth
    of all words. Counted from the text that was supported, so that many small changes add up.
    """
    return (
        supported.where != now.where
        or share_changed(supported.title, now.title) >= Fraction(1, 2)
        or share_changed(f"{supported.title} {supported.body}", f"{now.title} {now.body}") >= SUBSTANTIAL
    )


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow one another."""

    change: Change
    text: str


def compared(before: str, after: str) -> Sequence[Piece]:
    """Word by word, what was taken out before what was put in; line ends count as words."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for kind, from_old, to_old, from_new, to_new in _matcher(old, new).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Change.SAME, " ".join(old[from_old:to_old])))
            continue
        if to_old > from_old:
            pieces.append(Piece(Change.REMOVED, " ".join(old[from_old:to_old])))
        if to_new > from_new:
            pieces.append(Piece(Change.ADDED, " ".join(new[from_new:to_new])))
    return pieces


def _words(text: str) -> list[str]:
    return text.replace("\n", " \n ").split(" ")


def _matcher(old: Sequence[str], new: Sequence[str]) -> "SequenceMatcher[str]":
    return SequenceMatcher(None, old, new, autojunk=False)
