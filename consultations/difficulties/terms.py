"""What a territory promises to who tells a difficulty, as its administrators set it."""

from uuid import UUID

from sqlmodel import col, update

from consultations.difficulties.deeds import TERMS, DifficultyDeed
from consultations.difficulties.models import Difficulty, DifficultyTerms
from consultations.difficulties.rules import DifficultyState, Terms
from okote.identity.permissions import may_administer, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from payments.sessions import ReadSession, WriteSession

USUAL = Terms()


async def terms_of(db: ReadSession, territory_id: UUID) -> Terms:
    kept = await db.get(DifficultyTerms, territory_id)
    return USUAL if kept is None else kept.terms


async def set_terms(db: WriteSession, terms: Terms, *, by: Visitor) -> DifficultyTerms:
    """What was promised stays; what is closed already is kept as long as the new terms say."""
    require(may_administer(by))
    here = by.territory.id
    await db.lock(f"difficulty-terms:{here}")
    kept = await db.get(DifficultyTerms, here)
    was = TERMS.facts(kept) if kept else None
    kept = kept or DifficultyTerms(territory_id=here, acknowledge=0, answer=0, react=0, keep=0)
    kept.acknowledge, kept.answer = terms.acknowledge, terms.answer
    kept.react, kept.keep = terms.react, terms.keep
    kept.by_category = {one.value: days for one, days in terms.by_category.items()}
    kept.by_service = {str(one): days for one, days in terms.by_service.items()}
    db.add(kept)
    await db.flush()
    closed = update(Difficulty).where(
        col(Difficulty.territory_id) == here,
        col(Difficulty.state) == DifficultyState.CLOSED,
        ~col(Difficulty.emptied),
    )
    await db.exec(closed.values(forget_at=col(Difficulty.closed_at) + terms.kept))
    await note(db, by.doer, DifficultyDeed.DIFFICULTY_TERMS_SET, kept, was)
    return kept
