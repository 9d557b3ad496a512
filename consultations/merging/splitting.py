"""Split an idea that says several things into as many ideas.

No support is copied: whoever supported both together has not said that they want each. They are told, and
choose; what they gave stays counted where they gave it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from consultations.ideas.models import Idea
from consultations.ideas.service import PROPOSING, IdeaDetails, put_down
from consultations.ideas.where import Where
from consultations.merging import rules
from consultations.merging.carrying import follow_on, replace, write_together
from consultations.merging.deeds import MergingDeed
from consultations.merging.events import IdeaSplitUp
from consultations.merging.holding import (
    check_free,
    co_authors,
    hold_ideas,
    hold_open_accounts,
    names,
)
from consultations.merging.models import IdeaSplit
from consultations.moderation.rules import Bar
from consultations.moderation.service.cases import check_not_barred
from consultations.permissions import may_moderate
from consultations.processes.permitting import permitted
from consultations.processes.rules import Permit
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.platform.limits import hit
from payments.sessions import WriteSession


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    body: str


async def split(
    db: WriteSession, idea_id: UUID, parts: Sequence[Part], because: str, *, by: Visitor
) -> IdeaSplit:
    """By its author as long as ideas are taken, or by a moderator who did not write it.

    SplitPartsError, SplitAlikeError, MergeConflictError, BarredError, PhaseClosedError, and those of
    `check_free`.
    """
    rules.check_parts([one.title for one in parts])
    (idea,) = await hold_ideas(db, by.territory.id, [idea_id])
    person = person_of(by)
    own = idea.person_id == person.id
    require(own or may_moderate(by))
    others = await co_authors(db, [idea.id])
    if own:
        await check_not_barred(db, by.territory, Bar.WRITING, person_id=person.id)
        await permitted(db, idea.process_id, Permit.PROPOSE, by=by)
        await hit(db, PROPOSING, str(person.id))
        await hold_open(db, person.id)
    else:
        rules.check_apart_from(person.id, names([idea], others))
    await check_free(db, [idea])
    made = IdeaSplit(
        territory_id=idea.territory_id, idea_id=idea.id, because=because, at=await db.now(), by=person.id
    )
    db.add(made)
    await db.flush()
    still = await hold_open_accounts(db, [one.person_id for one in others if one.person_id is not None])
    together = {one.person_id: one.public_name for one in others if one.person_id in still}
    ideas = []
    for one in parts:
        part = await put_down(db, _details(idea, one), by=by, **_whose(idea))
        await write_together(db, part, together, by=by)
        await follow_on(db, [idea.id], part)
        ideas.append(part)
    await replace(db, idea, ideas)
    if not own:
        await note(db, by.doer, MergingDeed.IDEA_SPLIT, made, reason=because)
    await emit(db, IdeaSplitUp(made.id))
    return made


def _details(idea: Idea, part: Part) -> IdeaDetails:
    where = Where.of(idea)
    return IdeaDetails(
        part.title,
        part.body,
        where.place_id,
        public_name=idea.public_name,
        process_id=idea.process_id,
        category_id=idea.category_id,
        address=where.address,
        point=where.point,
        language=idea.language,
    )


def _whose(idea: Idea) -> dict[str, UUID | None]:
    return {"person_id": idea.person_id, "entered_by": idea.entered_by}
