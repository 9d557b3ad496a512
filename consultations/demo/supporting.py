"""Many rows at once, such as those of whoever supports an idea: the same as each would leave alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, inspect
from sqlmodel import SQLModel

from consultations.ideas.models import Idea, IdeaSupport
from payments.sessions import WriteSession


async def supported(db: WriteSession, idea: Idea, people: Mapping[UUID, datetime]) -> None:
    """Since when, by person: none of them its author, each before anybody answered it."""
    if people:
        rows = [
            {"idea_id": idea.id, "person_id": person, "since": since, "version": idea.version}
            for person, since in people.items()
        ]
        await written(db, IdeaSupport, rows)


async def written(db: WriteSession, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Hundreds with each statement, which SQLAlchemy does where something is asked back of each."""
    await db.exec(insert(table).returning(*inspect(table).primary_key), params=rows)
