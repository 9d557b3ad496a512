"""What testers found, handed to the service, which replies; then to everyone."""

from uuid import UUID

from sqlmodel import col, func, select

from consultations.permissions import may_answer
from consultations.ratings.rules import Review
from consultations.testing.deeds import CAMPAIGN, TestDeed
from consultations.testing.events import ResultsHandedOver, ResultsPublished
from consultations.testing.models import Finding, Remark, Sitting, TestCampaign
from consultations.testing.queries.standing import Standing, standing
from consultations.testing.rules import reading
from consultations.testing.rules.findings import FindingState
from consultations.testing.rules.reading import NotReadingError, Reader, Stage, StillGatheringError, Thing
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession


async def hand_over(db: WriteSession, campaign_id: UUID, *, by: Visitor) -> TestCampaign:
    """The service and elected members read the results from now on; nobody answers any more.

    StillGatheringError, TooFewAnswersError, TextsUnreadError.
    """
    campaign, stands = await _held(db, campaign_id, by)
    require(stands.reader(by) is Reader.ORGANISER)
    reading.check_handing_over(
        stands.stage,
        complete=stands.complete,
        least=campaign.smallest_group,
        unread=await texts_unread(db, campaign.id),
    )
    if campaign.handed_over_at is None:
        was = CAMPAIGN.facts(campaign)
        campaign.handed_over_at = await db.now()
        await note(db, by.doer, TestDeed.TEST_HANDED_OVER, campaign, was)
        await emit(db, ResultsHandedOver(campaign.id))
    return campaign


async def reply(db: WriteSession, campaign_id: UUID, words: str, *, by: Visitor) -> TestCampaign:
    """What the service says to the whole, in its own name, beside the results; it may say it anew until then.

    NotReadingError once they are published.
    """
    campaign, stands = await _held(db, campaign_id, by)
    require(may_answer(by, stands.procedure.service_id) and stands.may(by, Thing.REPLY))
    if stands.stage is not Stage.READING:
        raise NotReadingError
    was, at = CAMPAIGN.facts(campaign), await db.now()
    if campaign.replied_at is None:
        campaign.replied_at, campaign.replied_by = at, person_of(by).id
    campaign.reply = words
    await note(db, by.doer, TestDeed.TEST_REPLIED, campaign, was)
    return campaign


async def publish(db: WriteSession, campaign_id: UUID, *, by: Visitor) -> TestCampaign:
    """Everyone reads the results, and testers are told.

    Whoever passed on the reply of the service waits all of its days, so that nobody cuts them short alone.
    StillGatheringError, StillReadingError.
    """
    campaign, stands = await _held(db, campaign_id, by)
    require(stands.reader(by) is Reader.ORGANISER)
    at, was = await db.now(), CAMPAIGN.facts(campaign)
    begins = stands.publishable_from(by)
    if begins is None:
        raise StillGatheringError
    reading.check_publishable(at, begins)
    if campaign.published_at is None:
        campaign.published_at = at
        await note(db, by.doer, TestDeed.TEST_PUBLISHED, campaign, was)
        await emit(db, ResultsPublished(campaign.id))
    return campaign


async def texts_unread(db: ReadSession, campaign_id: UUID) -> int:
    """Of testers who have sent their answers, how many texts nobody has reviewed."""
    sent = Sitting.campaign_id == campaign_id, col(Sitting.completed_at).is_not(None)
    remarks = select(func.count()).select_from(Remark).join(Sitting, col(Sitting.id) == Remark.sitting_id)
    findings = select(func.count()).select_from(Finding).join(Sitting, col(Sitting.id) == Finding.sitting_id)
    unread = (await db.exec(remarks.where(*sent, Remark.review == Review.WAITING))).one()
    return unread + (await db.exec(findings.where(*sent, Finding.state == FindingState.REPORTED))).one()


async def _held(db: WriteSession, campaign_id: UUID, by: Visitor) -> tuple[TestCampaign, Standing]:
    """Against whoever answers or changes it at this moment."""
    campaign = await held(db, TestCampaign, by.territory.id, campaign_id)
    return campaign, await standing(db, by.territory.id, campaign_id)
