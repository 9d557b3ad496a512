"""Ideas, as the desk of moderation knows them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.models import Idea
from consultations.ideas.queries import idea
from consultations.moderation.contents import Content, Hiding, Moderated
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from payments.sessions import ReadSession, WriteSession

KIND = "idea"


def _content(one: Idea, authors: Collection[UUID]) -> Content:
    return Content(
        title=one.title,
        text=one.body,
        path=f"/ideas/{one.id}",
        author_id=one.person_id,
        written_at=one.proposed_at,
        shown=one.shown,
        hidden=one.hidden_at is not None,
        others=authors if one.entered_by is None else (*authors, one.entered_by),
        service_id=one.service_id,
    )


async def _contents(db: ReadSession, territory_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, Content]:
    statement = of_territory(select(Idea), Idea.territory_id, territory_id)
    found = (await db.exec(statement.where(col(Idea.id).in_(ids)).order_by(col(Idea.id)))).all()
    authors: dict[UUID, list[UUID]] = {}
    written = select(IdeaAuthor).where(
        col(IdeaAuthor.idea_id).in_(ids), col(IdeaAuthor.person_id).is_not(None)
    )
    for one in await db.exec(written):
        if one.person_id is not None:
            authors.setdefault(one.idea_id, []).append(one.person_id)
    return {one.id: _content(one, authors.get(one.id, ())) for one in found}


async def _seen_by(db: ReadSession, visitor: Visitor, idea_id: UUID) -> bool:
    """What is for agents or partners alone is nobody else's to report either."""
    try:
        await idea(db, visitor, idea_id)
    except NotFoundError:
        return False
    return True


async def _held(db: WriteSession, idea_id: UUID) -> Idea:
    statement = select(Idea).where(Idea.id == idea_id).with_for_update()
    return (await db.exec(statement.execution_options(populate_existing=True))).one()


async def _hide(db: WriteSession, idea_id: UUID, hiding: Hiding) -> None:
    """Its supports stay, and count again where it is shown again."""
    one = await _held(db, idea_id)
    one.hidden_at, one.hidden_by, one.hidden_because = hiding.at, hiding.by, hiding.because
    await db.flush()


async def _show(db: WriteSession, idea_id: UUID) -> None:
    one = await _held(db, idea_id)
    one.hidden_at = one.hidden_by = one.hidden_because = None
    await db.flush()


async def _written_by(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[UUID]:
    statement = of_territory(select(Idea.id), Idea.territory_id, territory_id).where(
        Idea.person_id == person_id, col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None)
    )
    return (await db.exec(statement.order_by(col(Idea.id).desc()))).all()


MODERATED = Moderated(KIND, say("Idea"), _contents, _hide, _show, _written_by, _seen_by)
