"""A list of people as somebody brings it: a table from any spreadsheet, and what is wrong with it by line."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from uuid import UUID

from consultations.panels.recruiting.rules import ADDRESS_MOST, TELEPHONE_MOST, Said, check_said, household
from consultations.panels.rules import NAME_MOST, FeatureDetails
from okote.identity.addresses import EmailMalformedError, normalised
from okote.platform.i18n import say
from payments.errors import DomainError

LINES_MOST = 2_000
CHARACTERS_MOST = 400_000
SEPARATORS = ";\t,"
UNWRITABLE = say(
    "“%(email)s” is no e-mail address to which this site can write, such as name@example.org: accents are "
    "not possible. Correct it, or leave it empty and give a telephone number or a postal address."
)
CONTACTS = ("name", "email", "telephone", "address", "household", "service")
"""Columns besides those of the features; all but the name may be missing."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """`line` counts from one, the headings included; None is about all of it.

    `says` is a message to translate, or what the rules refuse.
    """

    line: int | None
    says: str | DomainError
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """Who is on a list; nobody is taken from it while something is wrong."""

    people: Sequence[Said]
    wrong: Sequence[Wrong]


@dataclass(frozen=True, slots=True)
class Known:
    """What a list is held against: what the panel asks, the services by folded name, who is there already."""

    features: Sequence[FeatureDetails]
    services: Mapping[str, UUID]
    people: Collection[tuple[str, str]]
    """Folded names with their household or e-mail address, as `one` makes them."""


def listed(text: str, known: Known) -> Listed:
    """All that is wrong at once, so that it is mended in one go."""
    text = text.replace("\0", "")
    if len(text) > CHARACTERS_MOST:
        return Listed(
            (), [Wrong(None, say("This list is too long: %(most)s lines at most."), {"most": LINES_MOST})]
        )
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count))
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        return Listed((), [Wrong(None, say("A quotation mark opens somewhere, and none closes it."))])
    headings = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    wrong = _headings_wrong(headings, known)
    if wrong:
        return Listed((), wrong)
    if len(rows) - 1 > LINES_MOST:
        wrong.append(Wrong(None, say("This list is too long: %(most)s lines at most."), {"most": LINES_MOST}))
        return Listed((), wrong)
    people, seen = [], set(known.people)
    for line, row in rows[1:]:
        cells = dict(zip(headings, (cell.strip() for cell in row), strict=False))
        said, refused = _person(line, cells, known)
        wrong += refused
        if said is None:
            continue
        if (who := one(said.name, household(said), said.email)) in seen:
            wrong.append(
                Wrong(
                    line, say("%(name)s is in the pool already, or twice on the list."), {"name": said.name}
                )
            )
        seen.add(who)
        people.append(said)
    if not people and not wrong:
        wrong.append(Wrong(None, say("Nobody is on this list.")))
    return Listed(people, wrong)


def one(name: str, home: str | None, email: str | None) -> tuple[str, str]:
    """By what somebody is known again: two of one name who live apart are two."""
    return " ".join(name.casefold().split()), home or email or ""


def _headings_wrong(headings: Sequence[str], known: Known) -> list[Wrong]:
    needed = ["name", *(feature.name for feature in known.features)]
    allowed = {*CONTACTS, *(one.casefold() for one in needed)}
    wrong = [
        Wrong(1, say("There is no column “%(column)s”."), {"column": column})
        for column in needed
        if column.casefold() not in headings
    ]
    wrong += [
        Wrong(
            1, say("The column “%(column)s” is not asked for: take it out of the list."), {"column": heading}
        )
        for heading in headings
        if heading and heading not in allowed
    ]
    named = [heading for heading in headings if heading]
    if len(set(named)) < len(named):
        wrong.append(Wrong(1, say("Two columns have the same name.")))
    return wrong


def _person(line: int, cells: Mapping[str, str], known: Known) -> tuple[Said | None, list[Wrong]]:
    wrong: list[Wrong] = []
    attributes = {}
    for feature in known.features:
        values = {quota.value.casefold(): quota.value for quota in feature.quotas}
        typed = cells.get(feature.name.casefold(), "")
        if typed.casefold() not in values:
            asked = {"value": typed, "feature": feature.name, "values": ", ".join(values.values())}
            text = say("“%(value)s” is no answer to “%(feature)s”: write one of %(values)s.")
            wrong.append(Wrong(line, text, asked))
        else:
            attributes[feature.name] = values[typed.casefold()]
    service = cells.get("service", "")
    if service and service.casefold() not in known.services:
        wrong.append(Wrong(line, say("There is no service “%(service)s”."), {"service": service}))
    for column, most in (("name", NAME_MOST), ("telephone", TELEPHONE_MOST), ("address", ADDRESS_MOST)):
        if len(cells.get(column, "")) > most:
            text = say("“%(column)s” is longer than %(most)s characters.")
            wrong.append(Wrong(line, text, {"column": column, "most": most}))
    if not cells.get("name"):
        wrong.append(Wrong(line, say("There is no name.")))
    if wrong:
        return None, wrong
    return _said(line, cells, attributes, known)


def _said(
    line: int, cells: Mapping[str, str], attributes: Mapping[str, str], known: Known
) -> tuple[Said | None, list[Wrong]]:
    try:
        email = normalised(cells["email"]) if cells.get("email") else None
    except EmailMalformedError:
        return None, [Wrong(line, UNWRITABLE, {"email": cells["email"]})]
    try:
        said = Said(
            cells["name"],
            email,
            cells.get("telephone") or None,
            cells.get("address") or None,
            known.services.get(cells.get("service", "").casefold()),
            attributes,
            household=cells.get("household") or None,
        )
        check_said(said, known.features)
    except DomainError as error:
        return None, [Wrong(line, error)]
    return said, []
