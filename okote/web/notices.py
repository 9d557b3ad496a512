"""A letter before it is set in its reader's language; the template `mail/notice` sets it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """`path` is where `action` leads, without language."""

    subject: str
    paragraphs: Sequence[str]
    action: str
    path: str
    rows: Sequence[tuple[str, str]] = ()
