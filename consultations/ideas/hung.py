"""What ideas hang into consultations: buttons, how many there are, and who takes part by them."""

from typing import Any
from uuid import UUID

from sqlmodel import col, func, select, union

from consultations.ideas.models import Idea, IdeaSupport
from consultations.processes.pages import Doing, Part
from consultations.processes.queries import ShownProcess
from consultations.processes.rules import Permit
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession

DOINGS = (
    Doing(Permit.PROPOSE, say("Propose an idea"), lambda process: f"/ideas/new?process={process.slug}"),
    Doing(Permit.SUPPORT, say("See and support ideas"), lambda process: f"/ideas?process={process.slug}"),
    Doing(Permit.STUDY, say("See the ideas"), lambda process: f"/ideas?process={process.slug}"),
)


async def counted(db: ReadSession, territory: Territory, shown: ShownProcess) -> Part | None:
    """How many everyone sees, in whichever phase; nothing where there are none."""
    there = select(func.count()).where(
        Idea.territory_id == territory.id,
        Idea.process_id == shown.process.id,
        col(Idea.withdrawn_at).is_(None),
        col(Idea.hidden_at).is_(None),
        col(Idea.replaced_at).is_(None),
    )
    number = (await db.exec(there)).one()
    said = {"number": number, "slug": shown.process.slug}
    return Part("consultations/ideas/hung.html", said) if number else None


def taking(process_id: UUID) -> Any:
    """Whoever proposed an idea in it, or supports one."""
    proposed = select(Idea.person_id).where(
        Idea.process_id == process_id, col(Idea.person_id).is_not(None), col(Idea.withdrawn_at).is_(None)
    )
    supported = (
        select(IdeaSupport.person_id)
        .join(Idea, col(Idea.id) == IdeaSupport.idea_id)
        .where(Idea.process_id == process_id)
    )
    return union(proposed, supported)
