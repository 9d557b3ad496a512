"""What a form that tells a difficulty says, and the lists that it offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from consultations.difficulties.rules import (
    ADDRESS_MOST,
    NAME_MOST,
    TELEPHONE_MOST,
    WORDS_MOST,
    AnsweredBy,
    Category,
    Reach,
)
from consultations.difficulties.service import Said
from consultations.difficulties.words import CATEGORIES, CHANNELS, HINTS
from consultations.procedures.queries import every_listed
from consultations.services.queries import services
from okote.territories.queries import labelled, places
from okote.web.formatting import Wording
from okote.web.forms import Form
from payments.sessions import ReadSession

ELSEWHERE = {
    "difficulty_no_telephone": "telephone",
    "difficulty_no_address": "address",
    "difficulty_no_account": "channel",
    "not_a_paper": "document",
    "paper_too_large": "document",
    "picture_too_large": "document",
}
"""Beside which field each refusal stands."""

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form lets one choose from; `account` is of who tells it themselves."""

    categories: Sequence[tuple[str, str, str]]
    channels: Sequence[tuple[str, str, str | None]]
    services: Choices
    places: Choices
    procedures: Choices
    procedure_slugs: dict[str, str]


async def offered(db: ReadSession, words: Wording, territory_id: UUID, *, account: bool) -> Offered:
    listed = [one.procedure for one in await every_listed(db, territory_id)]
    channels = [one for one in AnsweredBy if account or one is not AnsweredBy.SITE]
    return Offered(
        [(one.value, words.say(label), words.say(HINTS[one])) for one, label in CATEGORIES.items()],
        [(one.value, words.say(CHANNELS[one]), None) for one in channels],
        [(str(one.id), one.name) for one in await services(db, territory_id)],
        labelled(await places(db, territory_id)),
        [(str(one.id), one.name) for one in listed],
        {one.slug: str(one.id) for one in listed},
    )


def read(form: Form, lists: Offered) -> Said | None:
    """In the order of the page; None of a form that isn't sound."""
    category = form.choice("category", [value for value, *_ in lists.categories])
    body = form.text("body", most=WORDS_MOST)
    place = _optional(form, "place", lists.places)
    procedure = _optional(form, "procedure", lists.procedures)
    service = _optional(form, "service", lists.services)
    channel = form.choice("channel", [value for value, *_ in lists.channels])
    name = " ".join(form.text("name", most=NAME_MOST, required=False).split()) or None
    telephone = form.text("telephone", most=TELEPHONE_MOST, required=False) or None
    address = form.text("address", most=ADDRESS_MOST, required=False) or None
    if not form.sound:
        return None
    reach = Reach(AnsweredBy(channel), name, telephone, address)
    return Said(Category(category), body, service, place, procedure, reach)


def _optional(form: Form, name: str, choices: Choices) -> UUID | None:
    """Left open, it is nothing in particular."""
    if not form.raw(name):
        return None
    known = [value for value, _ in choices]
    return UUID(chosen) if (chosen := form.choice(name, known)) in known else None
