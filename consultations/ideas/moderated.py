"""Ideas, as the desk of moderation knows them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.models import Idea
from consultations.moderation.contents import Content, Hiding, Moderated
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from payments.sessions import ReadSession, WriteSession

KIND = "idea"


def _content(one: Idea) -> Content:
    return Content(
        title=one.title,
        text=one.body,
        path=f"/ideas/{one.id}",
        author_id=one.person_id,
        written_at=one.proposed_at,
        shown=one.shown,
        hidden=one.hidden_at is not None,
        service_id=one.service_id,
    )


async def _contents(db: ReadSession, territory_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, Content]:
    statement = of_territory(select(Idea), Idea.territory_id, territory_id)
    return {one.id: _content(one) for one in await db.exec(statement.where(col(Idea.id).in_(ids)))}


async def _held(db: WriteSession, idea_id: UUID) -> Idea:
    statement = select(Idea).where(Idea.id == idea_id).with_for_update()
    return (await db.exec(statement.execution_options(populate_existing=True))).one()


async def _hide(db: WriteSession, idea_id: UUID, hiding: Hiding) -> None:
    """Its supports stay, and count again where it is shown again."""
    one = await _held(db, idea_id)
    one.hidden_at, one.hidden_by, one.hidden_because = hiding.at, hiding.by, hiding.because


async def _show(db: WriteSession, idea_id: UUID) -> None:
    one = await _held(db, idea_id)
    one.hidden_at = one.hidden_by = one.hidden_because = None


async def _written_by(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[UUID]:
    statement = of_territory(select(Idea.id), Idea.territory_id, territory_id).where(
        Idea.person_id == person_id, col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None)
    )
    return (await db.exec(statement.order_by(col(Idea.id).desc()))).all()


MODERATED = Moderated(KIND, say("Idea"), _contents, _hide, _show, _written_by)
