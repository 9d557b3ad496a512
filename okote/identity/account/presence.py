"""Whether an account is still open, for whoever is about to write something into it."""

from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from okote.identity.models import Person
from okote.platform.errors import SignInRequiredError
from payments.sessions import WriteSession

HELD = select(Person.closed_at).where(col(Person.id) == bindparam("id"))
HELD = HELD.with_for_update(read=True, key_share=True)


async def hold_open(db: WriteSession, person_id: UUID) -> None:
    """Hold an account against a closing that would begin just now; SignInRequiredError where it is closed.

    Many may hold it at once; a closing waits for them all, and whoever comes after it waits for its end.
    """
    closed_at = (await db.exec(HELD, params={"id": person_id})).first()
    if closed_at is not None:
        raise SignInRequiredError
