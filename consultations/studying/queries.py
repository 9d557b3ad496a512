"""Studies, for everyone, for services, and for whoever offers accepted ideas in a ballot."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.ideas.files.queries import pictures_of
from consultations.ideas.models import Idea, IdeaStep
from consultations.ideas.queries import AT_ONCE, public
from consultations.ideas.rules import VERDICTS, IdeaState
from consultations.services.models import Service
from consultations.studying.models import Study, StudyNote, StudyView
from consultations.studying.rules import in_force, is_owed, published
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Admitted:
    """An accepted idea, with what it costs by the latest view that says so, in cents.

    `picture` is the SHA-256 of the first of its pictures, where it has one, with what its author says of it.
    """

    idea_id: UUID
    number: int
    title: str
    body: str
    cost_minor: int | None
    place_id: UUID | None
    picture: bytes | None
    picture_shows: str = ""


async def admitted(db: ReadSession, territory_id: UUID, process_id: UUID) -> Sequence[Admitted]:
    """What a ballot of that consultation may offer: its accepted ideas, in the order of their numbers."""
    statement = of_territory(select(Idea), Idea.territory_id, territory_id).where(
        Idea.process_id == process_id,
        Idea.state == IdeaState.ACCEPTED,
        col(Idea.withdrawn_at).is_(None),
        col(Idea.hidden_at).is_(None),
        col(Idea.replaced_at).is_(None),
    )
    accepted = (await db.exec(statement.order_by(col(Idea.number)))).all()
    ids = [one.id for one in accepted]
    views: dict[UUID, list[StudyView]] = {}
    given = select(StudyView).where(col(StudyView.idea_id).in_(ids)).order_by(col(StudyView.id))
    for view in await db.exec(given):
        views.setdefault(view.idea_id, []).append(view)
    found = await pictures_of(db, ids)
    first = {key: pictures[0].file for key, pictures in found.items() if pictures}
    pictures = {key: (bytes.fromhex(one.sha256), one.title) for key, one in first.items()}
    return [
        Admitted(
            one.id,
            one.number,
            one.title,
            one.body,
            _latest_cost(views.get(one.id, ())),
            one.place_id,
            *pictures.get(one.id, (None, "")),
        )
        for one in accepted
    ]


def _latest_cost(views: Sequence[StudyView]) -> int | None:
    costs = [one.cost_minor for one in in_force(views) if one.cost_minor is not None]
    return costs[-1] if costs else None


@dataclass(frozen=True, slots=True)
class Owed:
    """A service that has an idea, as the back office and everyone see it."""

    study: Study
    service: str
    at: datetime

    @property
    def is_open(self) -> bool:
        return self.study.ended is None

    @property
    def owes(self) -> bool:
        return is_owed(answers=self.study.answers, ended=self.study.ended, viewed_at=self.study.viewed_at)

    @property
    def late(self) -> bool:
        return self.owes and self.study.due_at <= self.at


async def owed(db: ReadSession, idea_id: UUID) -> Sequence[Owed]:
    """Every service that has it or had it, from the first to the latest."""
    statement = select(Study, Service.name).join(Service, col(Service.id) == Study.service_id)
    rows = (await db.exec(statement.where(Study.idea_id == idea_id).order_by(col(Study.id)))).all()
    at = await db.now()
    return [Owed(study, name, at) for study, name in rows]


@dataclass(frozen=True, slots=True)
class Said:
    """A view with the service that gave it."""

    view: StudyView
    service: str

    @property
    def service_id(self) -> UUID:
        return self.view.service_id

    @property
    def number(self) -> int:
        return self.view.number

    @property
    def at(self) -> datetime:
        return self.view.at


async def views(db: ReadSession, idea_id: UUID) -> Sequence[Said]:
    """All that were given, from the first to the latest."""
    statement = select(StudyView, Service.name).join(Service, col(Service.id) == StudyView.service_id)
    rows = await db.exec(statement.where(StudyView.idea_id == idea_id).order_by(col(StudyView.id)))
    return [Said(view, name) for view, name in rows.all()]


async def shown_views(db: ReadSession, idea: Idea) -> Sequence[Said]:
    """What everyone reads of them."""
    if idea.state is IdeaState.PUBLISHED:
        return []
    verdict = select(func.max(IdeaStep.at)).where(
        IdeaStep.idea_id == idea.id, col(IdeaStep.state).in_(VERDICTS)
    )
    answered_at: datetime | None = (await db.exec(verdict)).one()
    return [] if answered_at is None else published(await views(db, idea.id), idea.state, answered_at)


async def notes(db: ReadSession, idea_id: UUID) -> Sequence[tuple[StudyNote, str | None]]:
    """For services and agents alone, with the service for which each was written, the latest first."""
    statement = select(StudyNote, Service.name).outerjoin(Service, col(Service.id) == StudyNote.service_id)
    rows = await db.exec(statement.where(StudyNote.idea_id == idea_id).order_by(col(StudyNote.id).desc()))
    return rows.all()


async def each_view(db: ReadSession, territory_id: UUID) -> AsyncIterator[tuple[Idea, Said]]:
    """All that everyone reads, in the order of the numbers of ideas, some at a time."""
    last = 0
    while True:
        statement: Any = (
            public(territory_id)
            .with_only_columns(Idea)
            .where(
                col(Idea.number) > last,
                select(StudyView.id).where(col(StudyView.idea_id) == Idea.id).exists(),
            )
        )
        found = [one for (one,) in await db.exec(statement.order_by(col(Idea.number)).limit(AT_ONCE))]
        for idea in found:
            for said in await shown_views(db, idea):
                yield idea, said
        if len(found) < AT_ONCE:
            return
        last = found[-1].number
        db.expunge_all()
