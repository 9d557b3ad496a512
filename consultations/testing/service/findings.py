"""What testers stumble on: told of while they try, reviewed, then answered by the service."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from anyio import to_thread
from sqlmodel import col, func, select, update

from consultations.actions.describing import ActionDetails, CameFrom
from consultations.actions.rules import Origin
from consultations.actions.service import propose
from consultations.measures.statistics.severity import Severity
from consultations.permissions import may_answer
from consultations.procedures.queries import steps_of
from consultations.testing.deeds import FINDING, TestDeed
from consultations.testing.events import FindingAnswered
from consultations.testing.models import Finding, FindingAnswer, FindingPicture, TestCampaign
from consultations.testing.queries.findings import pictures_of
from consultations.testing.queries.sittings import findings_of
from consultations.testing.queries.standing import standing
from consultations.testing.rules.findings import (
    FindingMovedOnError,
    FindingState,
    OthersCountedError,
    check_answer,
    check_step,
)
from consultations.testing.rules.reading import Reader, Stage, StillGatheringError, Thing
from consultations.testing.rules.sittings import FINDINGS_MOST, FindingsMostError
from consultations.testing.service.sittings import check_answerable, own_sitting
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.files.pictures import ONE_AT_A_TIME, as_jpeg
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession


@dataclass(frozen=True, slots=True)
class FindingDetails:
    """`step` is counted from 1; None where it is about the whole."""

    title: str
    severity: Severity
    step: int | None = None
    words: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """As others read it, without what tells who wrote it."""

    title: str
    words: str = ""
    suggestion: str = ""
    shows_picture: bool = False


async def report(
    db: WriteSession,
    sitting_id: UUID,
    details: FindingDetails,
    picture: bytes = b"",
    *,
    folder: Path,
    by: Visitor,
) -> Finding:
    """While one tries; told of twice in the same words, it is the same, and may have got its picture since.

    SittingOverError, FindingsMostError, NotAPictureError, PictureTooLargeError.
    """
    sitting = await own_sitting(db, sitting_id, by)
    await check_answerable(db, sitting, by)
    known = await findings_of(db, sitting.id)
    found = Finding(
        territory_id=sitting.territory_id,
        campaign_id=sitting.campaign_id,
        sitting_id=sitting.id,
        step=details.step,
        step_title=await _step_title(db, sitting.campaign_id, details.step, by),
        severity=int(details.severity),
        title=details.title,
        words=details.words,
        suggestion=details.suggestion,
    )
    same = next((one for one in known if _said(one) == _said(found)), None)
    if same is None and len(known) >= FINDINGS_MOST:
        raise FindingsMostError(most=FINDINGS_MOST)
    kept = same or found
    db.add(kept)
    await db.flush()
    if picture and not await pictures_of(db, kept.id):
        await _keep_picture(db, kept, picture, folder)
    return kept


async def take_back(db: WriteSession, finding_id: UUID, *, by: Visitor) -> None:
    """Before the answers are sent; its picture goes within the hour. SittingOverError."""
    known = await one_of(db, Finding, by.territory.id, finding_id)
    sitting = await own_sitting(db, known.sitting_id, by)
    await check_answerable(db, sitting, by)
    await db.delete(known)


async def review(db: WriteSession, finding_id: UUID, told: Reviewed, *, by: Visitor) -> Finding:
    """Others read it under a number, without what tells who wrote it. FindingMovedOnError."""
    finding = await _to_review(db, finding_id, by)
    if finding.state is not FindingState.REVIEWED:
        check_step(finding.state, FindingState.REVIEWED)
    was, at = FINDING.facts(finding), await db.now()
    number = finding.number or await _next_number(db, finding.campaign_id)
    await _show_picture(db, finding, shown=told.shows_picture)
    finding.told_title, finding.told_words = told.title, told.words
    finding.told_suggestion, finding.number = told.suggestion, number
    finding.state, finding.same_as_id = FindingState.REVIEWED, None
    finding.reviewed_at, finding.reviewed_by = at, person_of(by).id
    await note(db, by.doer, TestDeed.FINDING_REVIEWED, finding, was)
    return finding


async def set_aside(
    db: WriteSession, finding_id: UUID, same_as: UUID | None = None, *, by: Visitor
) -> Finding:
    """It says nothing of the procedure; or another one says the same, and counts its tester too.

    FindingMovedOnError, OthersCountedError.
    """
    finding = await _to_review(db, finding_id, by)
    if finding.state is not FindingState.SET_ASIDE:
        check_step(finding.state, FindingState.SET_ASIDE)
    if same_as is not None:
        other = await held(db, Finding, by.territory.id, same_as)
        if other.campaign_id != finding.campaign_id or other.id == finding.id:
            raise NotFoundError
        if other.state in (FindingState.REPORTED, FindingState.SET_ASIDE):
            raise FindingMovedOnError
    followers = select(func.count()).select_from(Finding).where(Finding.same_as_id == finding.id)
    if (await db.exec(followers)).one():
        raise OthersCountedError
    was, at = FINDING.facts(finding), await db.now()
    await _show_picture(db, finding, shown=False)
    finding.told_title = finding.told_words = finding.told_suggestion = ""
    finding.state, finding.same_as_id = FindingState.SET_ASIDE, same_as
    finding.reviewed_at, finding.reviewed_by = at, person_of(by).id
    await note(db, by.doer, TestDeed.FINDING_REVIEWED, finding, was)
    return finding


async def answer(
    db: WriteSession, finding_id: UUID, said: FindingState, words: str, *, by: Visitor
) -> FindingAnswer:
    """By its service, in its own name; what is accepted becomes an action that it proposes.

    StillGatheringError, FindingMovedOnError, ReasonMissingError, and those of `actions.service.propose`.
    """
    finding = await held(db, Finding, by.territory.id, finding_id)
    stands = await standing(db, by.territory.id, finding.campaign_id)
    service = stands.procedure.service_id
    require(may_answer(by, service))
    if stands.stage < Stage.READING:
        raise StillGatheringError
    check_answer(finding.state, said, words)
    action = None
    if said is FindingState.ACCEPTED:
        path = f"/tests/{stands.campaign.slug}"
        origin = CameFrom(Origin.FINDING, finding.told_title, path, finding.id)
        why = words or finding.told_words or finding.told_title
        action = await propose(db, ActionDetails(finding.told_title, why, service), by=by, origin=origin)
    given = FindingAnswer(
        territory_id=finding.territory_id,
        finding_id=finding.id,
        service_id=service,
        answer=said,
        words=words,
        action_id=action.id if action else None,
        at=await db.now(),
        by=person_of(by).id,
    )
    finding.state = said
    db.add(given)
    await db.flush()
    await note(db, by.doer, TestDeed.FINDING_ANSWERED, given)
    await emit(db, FindingAnswered(given.id))
    return given


def kept_picture(folder: Path, picture: FindingPicture) -> Path:
    return folder / "findings" / f"{picture.id}.jpg"


def _said(one: Finding) -> tuple[object, ...]:
    return one.step, one.severity, one.title, one.words, one.suggestion


async def _keep_picture(db: WriteSession, finding: Finding, data: bytes, folder: Path) -> None:
    """The file is written before the row commits: a crash leaves a file that nothing names."""
    kept = FindingPicture(territory_id=finding.territory_id, finding_id=finding.id, added_at=await db.now())
    drawn = await to_thread.run_sync(as_jpeg, data, limiter=ONE_AT_A_TIME)
    await to_thread.run_sync(_written, kept_picture(folder, kept), drawn)
    db.add(kept)
    await db.flush()


async def _show_picture(db: WriteSession, finding: Finding, *, shown: bool) -> None:
    kept = col(FindingPicture.finding_id) == finding.id
    await db.exec(update(FindingPicture).where(kept).values(shown=shown))


def _written(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


async def _step_title(db: WriteSession, campaign_id: UUID, step: int | None, by: Visitor) -> str:
    """Of the version that is tested; NotFoundError for a step that it has not."""
    if step is None:
        return ""
    campaign = await one_of(db, TestCampaign, by.territory.id, campaign_id)
    titles = {one.position: one.title for one in await steps_of(db, campaign.version_id)}
    if step not in titles:
        raise NotFoundError
    return titles[step]


async def _to_review(db: WriteSession, finding_id: UUID, by: Visitor) -> Finding:
    """Once all have sent their answers, by an organiser who does not work for the service, held.

    StillGatheringError.
    """
    finding = await held(db, Finding, by.territory.id, finding_id)
    stands = await standing(db, by.territory.id, finding.campaign_id)
    require(stands.reader(by) is Reader.ORGANISER)
    if not stands.may(by, Thing.WRITTEN):
        raise StillGatheringError
    await db.lock(f"findings:{finding.campaign_id}")
    return finding


async def _next_number(db: WriteSession, campaign_id: UUID) -> int:
    latest = select(func.max(Finding.number)).where(Finding.campaign_id == campaign_id)
    return ((await db.exec(latest)).one() or 0) + 1
