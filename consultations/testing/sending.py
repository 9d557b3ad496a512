"""Who is written to about a test, and how: testers in their language, services at their own address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Volunteer
from consultations.services.models import Service
from consultations.testing.queries.standing import Standing
from okote.house import House
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.sessions import ReadSession, WriteSession

Text = Callable[[Wording], Notice]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom to write to; nobody without an address is."""

    seat: UUID
    person: UUID | None
    email: str
    language: str


SITS = (SeatState.ACCEPTED,)
SAT = (SeatState.ACCEPTED, SeatState.DROPPED)
"""Whoever has sent their answers hears what comes of them, also after they left the panel."""


async def readers(
    db: ReadSession, stands: Standing, *conditions: Any, states: Sequence[SeatState] = SITS
) -> Sequence[Reader]:
    statement: Any = (
        select(Seat.id, Volunteer.person_id, Volunteer.email, Volunteer.language)
        .join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        .where(
            Seat.territory_id == stands.campaign.territory_id,
            col(Seat.state).in_(states),
            col(Volunteer.email).is_not(None),
            *conditions,
        )
        .order_by(col(Seat.id))
    )
    return [Reader(*row) for row in await db.exec(statement)]


async def post_tester(
    house: House, db: WriteSession, stands: Standing, reader: Reader, key: str, text: Text
) -> None:
    territory = await db.get_one(Territory, stands.campaign.territory_id)
    letter = house.renderer.letter(
        "mail/notice",
        {"notice": text(house.renderer.wording(reader.language, territory.time_zone))},
        language=reader.language,
        territory=territory,
        address=house.settings.address(territory.slug),
    )
    await post(
        db,
        key=f"{key}:{reader.seat}",
        territory_id=territory.id,
        person_id=reader.person,
        recipient=reader.email,
        letter=letter,
        kept=False,
    )


async def post_service(house: House, db: WriteSession, stands: Standing, key: str, text: Text) -> None:
    """To the service's own address, in the first language of its territory."""
    territory = await db.get_one(Territory, stands.campaign.territory_id)
    service = await db.get_one(Service, stands.procedure.service_id)
    language = territory.languages[0]
    letter = house.renderer.letter(
        "mail/notice",
        {"notice": text(house.renderer.wording(language, territory.time_zone))},
        language=language,
        territory=territory,
        address=house.settings.address(territory.slug),
    )
    await post(db, key=key, territory_id=territory.id, recipient=service.email, letter=letter)
