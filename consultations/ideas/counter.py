"""At the counter: an agent types the idea of somebody who has no account, who may claim it later."""

from datetime import timedelta
from hashlib import sha256
from secrets import choice
from uuid import UUID

from sqlmodel import col, delete, select

from consultations.deeds import ConsultationDeed
from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.rules import ClaimWrongError, check_not_replaced
from consultations.ideas.service import IdeaDetails, put_in
from consultations.permissions import may_moderate
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held
from payments.sessions import WriteSession

CLAIMING = Limit(
    "idea-claim",
    most=10,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="Whoever holds the paper types its code once or twice; 32^10 codes are not tried out.",
)

SIGNS, LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 10
"""Of a code: no sign that is easily taken for another."""


async def enter(db: WriteSession, details: IdeaDetails, *, by: Visitor) -> tuple[Idea, str]:
    """With the code for the paper, which is told once. Who typed it is written down.

    Typed twice, it is the same idea with a new code: the paper before is worth nothing then.
    """
    require(may_moderate(by))
    agent = person_of(by)
    await db.lock(f"entering:{agent.id}")
    same = select(Idea).where(
        Idea.territory_id == by.territory.id,
        Idea.entered_by == agent.id,
        Idea.title == details.title,
        Idea.body == details.body,
        col(Idea.claim_hash).is_not(None),
    )
    code = "".join(choice(SIGNS) for _ in range(LENGTH))
    if (entered := (await db.exec(same.with_for_update())).first()) is not None:
        entered.claim_hash = hashed(code)
    else:
        entered = await put_in(db, details, by=by, entered_by=agent.id, claim_hash=hashed(code))
    await note(db, by.doer, ConsultationDeed.IDEA_ENTERED, entered)
    return entered, f"{code[:5]}-{code[5:]}"


async def claim(db: WriteSession, idea_id: UUID, code: str, *, by: Visitor) -> Idea:
    """By whoever has the paper, once: it is their idea from now on. ClaimWrongError, IdeaReplacedError."""
    person = person_of(by)
    idea = await held(db, Idea, by.territory.id, idea_id)
    await hit(db, CLAIMING, str(person.id))
    check_not_replaced(replaced=idea.replaced_at is not None)
    if idea.claim_hash is None or idea.claim_hash != hashed(code):
        raise ClaimWrongError
    await hold_open(db, person.id)
    idea.person_id, idea.claim_hash = person.id, None
    own = col(IdeaSupport.idea_id) == idea.id, col(IdeaSupport.person_id) == person.id
    await db.exec(delete(IdeaSupport).where(*own))
    return idea


def hashed(code: str) -> bytes:
    """However it was typed."""
    return sha256("".join(filter(str.isalnum, code.upper())).encode()).digest()
