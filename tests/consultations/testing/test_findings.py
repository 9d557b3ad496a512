"""What testers stumble on, how often it counts, and what its service says to it."""

import pytest
from PIL import Image
from sqlmodel import select

from consultations.actions.models import Action
from consultations.actions.rules import Origin
from consultations.measures.statistics.severity import Severity
from consultations.ratings.rules import Review
from consultations.testing.invariants import INVARIANTS
from consultations.testing.models import (
    Finding,
    FindingPicture,
    Remark,
)
from consultations.testing.personal import FORGETS
from consultations.testing.queries.findings import findings_read, findings_to_review, journey
from consultations.testing.queries.results import remarks_to_review
from consultations.testing.rules.findings import (
    FindingMovedOnError,
    FindingState,
    OthersCountedError,
    ReasonMissingError,
)
from consultations.testing.rules.reading import (
    StillGatheringError,
)
from consultations.testing.service import findings, remarks, sittings
from consultations.testing.service.findings import Reviewed, kept_picture
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.files.pictures import NotAPictureError
from tests.consultations.procedures.made import picture
from tests.consultations.testing.conftest import found, number_of


async def test_what_testers_stumble_on_is_told_once_and_taken_back(db, campaign, tester, tmp_path, sit):
    who, _seat = await tester()
    sitting = await sit(campaign, who, send=False)
    kept = await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
    assert await findings.report(db, sitting.id, found(), folder=tmp_path, by=who) is kept
    assert (kept.step, kept.step_title) == (2, "Répondre")
    with pytest.raises(NotFoundError):
        await findings.report(db, sitting.id, found("Ailleurs", step=9), folder=tmp_path, by=who)
    await findings.take_back(db, kept.id, by=who)
    assert await number_of(db, Finding) == 0


async def test_a_picture_is_written_anew_and_goes_with_what_is_taken_back(
    db, campaign, tester, tmp_path, sit
):
    who, _seat = await tester()
    sitting = await sit(campaign, who, send=False)
    camera = Image.Exif()
    camera[0x010F] = "A telephone"
    sent = picture("JPEG", exif=camera)
    assert b"A telephone" in sent
    kept = await findings.report(db, sitting.id, found(), sent, folder=tmp_path, by=who)
    row = (await db.exec(select(FindingPicture))).one()
    written = kept_picture(tmp_path, row).read_bytes()
    assert written[:3] == b"\xff\xd8\xff"
    assert b"A telephone" not in written
    with pytest.raises(NotAPictureError):
        await findings.report(db, sitting.id, found("Autre"), b"GIF", folder=tmp_path, by=who)
    await findings.take_back(db, kept.id, by=who)
    await db.refresh(row)
    forgets = next(one for one in FORGETS if one.name == "finding-pictures")
    assert await number_of(db, FindingPicture, forgets.due(await db.now())) == 1
    assert forgets.file(tmp_path, row).exists()


async def test_several_who_met_the_same_are_counted_once_each(db, campaign, tester, sit, samira, tmp_path):
    reports = []
    for severity in (Severity.ANNOYING, Severity.BLOCKING, Severity.SLOWING):
        who, _seat = await tester()
        sitting = await sit(campaign, who, send=False)
        reports.append(
            await findings.report(db, sitting.id, found(severity=severity), folder=tmp_path, by=who)
        )
        await sittings.send(db, sitting.id, by=who)
    first, second, third = reports
    with pytest.raises(FindingMovedOnError):
        await findings.set_aside(db, second.id, first.id, by=samira)
    await findings.review(db, first.id, Reviewed("La date"), by=samira)
    await findings.set_aside(db, second.id, first.id, by=samira)
    await findings.set_aside(db, third.id, by=samira)
    with pytest.raises(OthersCountedError):
        await findings.set_aside(db, first.id, by=samira)
    [read] = await findings_read(db, campaign.id, 3)
    assert (read.met.count, read.met.of, read.severity) == (2, 3, Severity.BLOCKING)
    assert (read.finding.number, read.drawn.step) == (1, 1)
    drawn = journey([], [read], 3)
    assert drawn is None
    assert not await violations(db, INVARIANTS)


async def test_nothing_is_reviewed_of_whoever_has_not_sent_it(db, campaign, tester, sit, samira, tmp_path):
    who, _seat = await tester()
    sitting = await sit(campaign, who, words="Presque.", send=False)
    await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
    assert await remarks_to_review(db, campaign.id) == []
    assert await findings_to_review(db, campaign.id) == []
    remark = (await db.exec(select(Remark))).one()
    with pytest.raises(StillGatheringError):
        await remarks.review_remark(db, remark.id, Review.SHOWN, by=samira)


async def test_what_is_accepted_becomes_an_action_of_the_service(db, campaign, finding, engineer, roads):
    given = await findings.answer(db, finding.id, FindingState.ACCEPTED, "", by=engineer)
    action = await db.get_one(Action, given.action_id)
    assert (action.service_id, action.origin_kind, action.origin_id) == (roads.id, Origin.FINDING, finding.id)
    assert (action.title, action.why) == ("La date", "Elle est en latin.")
    assert action.origin_path == f"/tests/{campaign.slug}"
    with pytest.raises(FindingMovedOnError):
        await findings.answer(db, finding.id, FindingState.REFUSED, "Non.", by=engineer)
    assert not await violations(db, INVARIANTS)


async def test_whoever_refuses_says_why_and_may_accept_later(db, finding, engineer, samira, someone):
    with pytest.raises(ReasonMissingError):
        await findings.answer(db, finding.id, FindingState.REFUSED, " ", by=engineer)
    await findings.answer(db, finding.id, FindingState.REFUSED, "La loi le veut.", by=engineer)
    await findings.answer(db, finding.id, FindingState.ACCEPTED, "Finalement, oui.", by=engineer)
    assert finding.state is FindingState.ACCEPTED
    for who in (samira, await someone(Role.ELECTED)):
        with pytest.raises(ForbiddenError):
            await findings.answer(db, finding.id, FindingState.REFUSED, "Non.", by=who)
    assert not await violations(db, INVARIANTS)
