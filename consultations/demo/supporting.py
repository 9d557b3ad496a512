"""Many who support an idea at once: the same rows as each would leave alone, within one statement."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from consultations.ideas.models import Idea, IdeaSupport
from payments.sessions import WriteSession


async def supported(db: WriteSession, idea: Idea, people: Mapping[UUID, datetime]) -> None:
    """Since when, by person: none of them its author, each before anybody answered it."""
    if people:
        rows = [
            {"idea_id": idea.id, "person_id": person, "since": since, "version": idea.version}
            for person, since in people.items()
        ]
        await db.exec(insert(IdeaSupport), params=rows)
