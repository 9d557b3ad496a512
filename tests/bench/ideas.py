"""Ideas of many people, with all that they said and supported: written as the demo writes its own."""

from uuid import UUID

from sqlmodel import col, func, select

from consultations import demo
from consultations.comments.models import Comment
from consultations.comments.queries import is_shown
from consultations.demo import consulting
from consultations.demo.crowd.parts import read
from consultations.demo.crowd.telling import Crowd
from consultations.demo.crowd.telling import Size as Written
from consultations.ideas.models import Idea
from consultations.ideas.moderated import KIND
from consultations.ideas.queries import public
from consultations.processes.models import Process
from consultations.services.models import Service
from okote.demo.seeding.moments import Telling
from okote.house import House
from okote.territories.queries import of_territory

PARTS = 1_000
"""Ideas that the demo's file tells of."""

RESIDENTS = 12_000


async def write_ideas(
    telling: Telling, slug: str, territory: UUID, ideas: int, comments: int, supports: int
) -> None:
    """To the processes of the demo that take ideas and to the box; as many as asked for, or a few less."""
    told, consulted = read(slug), consulting.read(slug)
    if told is None or consulted is None:
        raise LookupError(slug)
    async with telling.house.database.reading() as db:
        named = of_territory(select(Process.title, Process.id), Process.territory_id, territory)
        processes = dict((await db.exec(named.order_by(col(Process.id)))).all())
        called = of_territory(select(Service.name, Service.id), Service.territory_id, territory)
        services = dict((await db.exec(called.order_by(col(Service.id)))).all())
    crowd = Crowd(
        telling,
        slug,
        told,
        {key: services[one.name] for key, one in demo.read(slug).services.items()},
        {one.key: processes[one.title] for one in consulted.processes},
        Written(ideas / PARTS, RESIDENTS, supports, comments),
    )
    await crowd.tell()


async def discussed(house: House, territory: UUID, most: int) -> list[UUID]:
    """The ideas of which most is said, of those that everyone sees."""
    told = (Comment.kind == KIND, Comment.subject_id == Idea.id, is_shown())
    said = select(func.count()).where(*told).scalar_subquery()
    seen = public(territory).with_only_columns(col(Idea.id)).order_by(said.desc(), col(Idea.id)).limit(most)
    async with house.database.reading() as db:
        return [one for (one,) in await db.exec(seen)]
