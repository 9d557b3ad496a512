"""What people who have work to do in the back office are written: each once, in their language."""

from collections.abc import Callable, Collection
from uuid import UUID

from sqlmodel import col, select

from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Person
from okote.platform.mail.models import MailRefusal
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.sessions import WriteSession


async def write_to(
    house: House,
    db: WriteSession,
    people: Collection[UUID],
    notice: Callable[[Wording], Notice],
    *,
    territory_id: UUID,
    kind: MailKind,
    key: str,
) -> None:
    """Those of them who have not refused that kind, once per `key`.

    Their accounts are held, as nothing is written to one that was closed just now.
    """
    territory = await db.get_one(Territory, territory_id)
    refused = select(MailRefusal.person_id).where(MailRefusal.kind == kind.name)
    statement = select(Person).where(
        col(Person.id).in_(people), col(Person.id).not_in(refused), col(Person.email).is_not(None)
    )
    held_open = statement.order_by(col(Person.id)).with_for_update(read=True, key_share=True)
    for person in (await db.exec(held_open)).all():
        spoken = person.language or territory.languages[0]
        language = spoken if spoken in territory.languages else territory.languages[0]
        words = house.renderer.wording(language, territory.time_zone)
        await post(
            db,
            key=f"{key}:{person.id}",
            territory_id=territory.id,
            person_id=person.id,
            recipient=person.email or "",
            letter=house.renderer.letter(
                "backoffice/mail/notice",
                {"notice": notice(words), "refusable": kind.refusable},
                language=language,
                territory=territory,
                address=house.settings.address(territory.slug),
            ),
        )
