"""Somebody takes out what tells who wrote it, before anyone else reads what testers wrote."""

from uuid import UUID

from consultations.ratings.rules import Review, reviewed_words
from consultations.testing.deeds import REMARK, TestDeed
from consultations.testing.models import Remark, Sitting
from consultations.testing.queries.standing import standing
from consultations.testing.rules.reading import Reader, StillGatheringError, Thing
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession


async def review_remark(
    db: WriteSession, remark_id: UUID, verdict: Review, redacted: str = "", *, by: Visitor
) -> Remark:
    """Show it, show it without what tells who wrote it, or not at all; also anew.

    StillGatheringError until all have sent theirs; WordsGoneError, NothingTakenOutError.
    """
    remark = await held(db, Remark, by.territory.id, remark_id)
    sitting = await one_of(db, Sitting, by.territory.id, remark.sitting_id)
    stands = await standing(db, by.territory.id, sitting.campaign_id)
    require(stands.reader(by) is Reader.ORGANISER)
    if sitting.completed_at is None or not stands.may(by, Thing.WRITTEN):
        raise StillGatheringError
    was, at = REMARK.facts(remark), await db.now()
    remark.told = reviewed_words(remark.words, verdict, redacted)
    remark.review, remark.reviewed_at, remark.reviewed_by = verdict, at, person_of(by).id
    await note(db, by.doer, TestDeed.REMARK_REVIEWED, remark, was)
    return remark
