"""What lines of a table or a Pabulib file say of options, and what is wrong with those that can't be read."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from consultations.ballots.rules import BODY_MOST, OPTIONS_MOST, TITLE_MOST
from okote.platform.i18n import say

TEXT_MOST = 4_000_000
"""Characters of a file: as many options as a ballot may have, each with the longest text."""

COST_MOST = 10**13
"""In minor units: more than any envelope holds."""

WRONG: Mapping[str, str] = {
    "empty": say("There is no line to read."),
    "heading": say("There is no column for the title."),
    "quote": say("A quotation mark opens somewhere, and none closes it."),
    "section": say(
        "A Pabulib file has a section META, then a section PROJECTS with their identifiers and costs."
    ),
    "fields": say("This line has more or fewer fields than there are columns."),
    "many": say("These are too many: a ballot has %(most)s options at most."),
    "title": say("There is no title."),
    "long": say("The title or the text is too long."),
    "cost": say("The cost can’t be read: write it as 12500 or 12500.50, without grouping by points."),
    "place": say("There is no place of that name in the territory."),
    "envelope": say("The ballot has no envelope of that number or name."),
    "twice": say("An option of the same title and place stands on an earlier line."),
    "meta": say("META says something here that can’t be read."),
    "votes": say("Votes that put projects in an order can’t be taken here."),
    "currency": say("The amounts are in another currency than those of the ballot."),
}
"""Codes of what could not be read."""

FIELDS = ("title", "body", "cost", "place", "envelope")

_COST = re.compile(r"(?P<whole>\d{1,15})(?:[.,](?P<part>\d{1,2}))?", re.ASCII)
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<group>[ '’])\d{3})(?:(?P=group)\d{3}){0,3})(?:[.,](?P<part>\d{1,2}))?", re.ASCII
)
_CURRENCY = re.compile(r"^€ ?| ?(?:€|eur|euros?)$", re.IGNORECASE)

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Line:
    """One option as somebody wrote it, and in which line of what they wrote."""

    number: int
    title: str = ""
    body: str = ""
    cost: str = ""
    place: str = ""
    envelope: str = ""


@dataclass(frozen=True, slots=True)
class Known(Generic[Key]):
    """What lines may name: places and envelopes, by their folded names; envelopes by their numbers too."""

    places: Mapping[str, Key]
    envelopes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Option(Generic[Key]):
    title: str
    body: str
    cost_minor: int | None
    place: Key | None
    envelope: int | None


@dataclass(slots=True)
class Read(Generic[Key]):
    """`refused` has numbers of lines and the codes of what is wrong with each; 0 is of no line."""

    options: list[Option[Key]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def plain(written: str) -> str:
    """Alike whatever its accents, capitals and spaces."""
    parted = unicodedata.normalize("NFKD", written.casefold())
    return " ".join("".join(one for one in parted if not unicodedata.combining(one)).split())


def cost_of(written: str) -> int:
    """In minor units; ValueError for what could be read in two ways, or in none."""
    typed = _CURRENCY.sub("", " ".join(written.split()))
    found = _COST.fullmatch(typed) or _GROUPED.fullmatch(typed)
    if found is None:
        raise ValueError("no cost")
    minor = int(re.sub(r"\D", "", found["whole"])) * 100 + int((found["part"] or "").ljust(2, "0"))
    if minor > COST_MOST:
        raise ValueError("no cost")
    return minor


def unguarded(cell: str) -> str:
    """A cell without the apostrophe behind which tables of ours put what a program takes for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in set("=+-@\t\r\n＝＋－＠") else cell


def options(lines: Iterable[Line], known: Known[Key]) -> Read[Key]:
    """Those that can be read, in their order; of the others what is wrong, the first of each line."""
    found: Read[Key] = Read()
    seen: set[tuple[str, Key | None]] = set()
    for line in lines:
        try:
            option = _option(line, known)
        except _WrongError as wrong:
            found.refused.append((line.number, wrong.code))
            continue
        if (same := (plain(option.title), option.place)) in seen:
            found.refused.append((line.number, "twice"))
            continue
        seen.add(same)
        found.options.append(option)
        if len(found.options) > OPTIONS_MOST:
            return Read(refused=[(line.number, "many")])
    if not found.options and not found.refused:
        found.refused.append((0, "empty"))
    return found


class _WrongError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _option(line: Line, known: Known[Key]) -> Option[Key]:
    title, body = " ".join(line.title.split()), line.body.strip()
    if not title:
        raise _WrongError("title")
    if len(title) > TITLE_MOST or len(body) > BODY_MOST:
        raise _WrongError("long")
    try:
        cost = cost_of(line.cost) if line.cost.strip() else None
    except ValueError as error:
        raise _WrongError("cost") from error
    place, envelope = plain(line.place), plain(line.envelope)
    if place and place not in known.places:
        raise _WrongError("place")
    if envelope and envelope not in known.envelopes:
        raise _WrongError("envelope")
    return Option(title, body, cost, known.places.get(place), known.envelopes.get(envelope))


def envelopes_known(names: Sequence[tuple[int, str]]) -> Mapping[str, int]:
    """Envelopes by their numbers and by their names; a number wins over a name that looks like one."""
    by_name = {plain(name): number for number, name in names}
    return by_name | {str(number): number for number, _ in names}
