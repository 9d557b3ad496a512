"""What a person decides about themselves."""

from uuid import UUID

from sqlalchemy import Update
from sqlmodel import col, update

from okote.identity.models import Person
from payments.sessions import WriteSession

NAME_MOST = 80
"""Characters of a name shown in public."""


async def write_to(db: WriteSession, person_id: UUID, email: str) -> None:
    """Send this person's mails to an address that they have shown to be theirs."""
    await db.exec(_open(person_id).values(email=email, email_chosen=True))


async def change(db: WriteSession, person_id: UUID, *, public_name: str, language: str) -> None:
    """An empty name takes back the one that was shown."""
    await db.exec(_open(person_id).values(public_name=public_name or None, language=language))


def _open(person_id: UUID) -> Update:
    """Nothing is written into an account that was closed in another window just now."""
    return update(Person).where(col(Person.id) == person_id, col(Person.closed_at).is_(None))
