"""Two at once: one seat begins one sitting, two devices, and the moment of the handing over."""

from asyncio import Event, gather, wait_for
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select, update

from consultations.measures.statistics.severity import Severity
from consultations.panels.rules import PanelKind
from consultations.procedures.models import Procedure, ProcedureVersion
from consultations.procedures.rules import ProcedureKind
from consultations.services.models import Service
from consultations.testing.deeds import TestDeed
from consultations.testing.invariants import INVARIANTS
from consultations.testing.models import Sitting, TestCampaign
from consultations.testing.rules.sittings import Manner, SavedElsewhereError, SittingOverError
from consultations.testing.service import answers, campaigns, findings, results, sittings
from consultations.testing.service.campaigns import CampaignDetails
from consultations.testing.service.findings import FindingDetails
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.territories.service import found_territory
from payments.sessions import JOBS
from tests.consultations.panels.conftest import mail_queue
from tests.consultations.testing.conftest import TASKS, fill, panel_of, seated
from tests.okote.app_client import ADDRESS, facts


@pytest.fixture
async def samira(database):
    database.info[JOBS] = mail_queue(database.url)
    async with database.unit_of_work() as db:
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
        person = Person(created_at=await db.now())
        db.add(person)
    return Visitor(here, "fr", ADDRESS, person=person, roles=frozenset([Held(Role.ORGANISER)]))


@pytest.fixture
async def testers(database, samira):
    """Four who sit on one panel."""
    async with database.unit_of_work() as db:
        panel = panel_of(samira.territory, await db.now(), kind=PanelKind.TESTERS)
        db.add(panel)
        await db.flush()
        found = []
        for _ in range(4):
            person = Person(created_at=await db.now())
            db.add(person)
            await db.flush()
            await seated(db, panel, person.id)
            found.append(replace(samira, person=person, roles=frozenset()))
    return panel, found


@pytest.fixture
async def campaign(database, samira, testers):
    panel, _ = testers
    here = samira.territory
    async with database.unit_of_work() as db:
        at = await db.now()
        service = Service(territory_id=here.id, name="Voirie", email="v@exemple.test", created_at=at)
        db.add(service)
        await db.flush()
        letter = Procedure(
            territory_id=here.id,
            service_id=service.id,
            slug="lettre",
            name="Lettre",
            summary="Oui ou non.",
            audience="Parents",
            kind=ProcedureKind.LETTER,
            channels=["mail"],
            created_at=at,
        )
        db.add(letter)
        await db.flush()
        version = ProcedureVersion(
            territory_id=here.id,
            procedure_id=letter.id,
            number=1,
            since=at.date(),
            changed="",
            text="Bonjour.",
            added_at=at,
            names_removed_at=at,
            names_removed_by=samira.person.id,
        )
        db.add(version)
        await db.flush()
        today = here.day(at)
        details = CampaignDetails("Lettre", panel.id, version.id, today, today + timedelta(days=3), TASKS)
        written = await campaigns.write_campaign(db, details, by=samira)
        return await campaigns.open_campaign(db, written.id, by=samira)


async def begin(database, campaign, who):
    async with database.unit_of_work() as db:
        return await sittings.begin(db, campaign.id, Manner.ALONE, by=who)


async def test_two_devices_at_once_begin_one_sitting(database, campaign, testers):
    _, (camille, *_) = testers
    begun = await gather(*(begin(database, campaign, camille) for _ in range(4)))
    assert len({one.id for one in begun}) == 1


async def test_looking_first_whether_one_has_begun_would_begin_twice(database, campaign, testers):
    """The negative control: both look before either has written."""
    asked, seen = [Event(), Event()], []

    async def look(mine, others):
        async with database.unit_of_work() as db:
            seen.append((await db.exec(select(Sitting))).first())
            mine.set()
            await wait_for(others.wait(), 10)

    await gather(look(*asked), look(*reversed(asked)))
    assert seen == [None, None]


async def test_of_two_devices_that_save_at_once_one_is_told(database, campaign, testers):
    _, (camille, *_) = testers
    sitting = await begin(database, campaign, camille)

    async def save(words):
        try:
            async with database.unit_of_work() as db:
                await answers.save(db, sitting.id, answers.WordsSaid(words), version=0, by=camille)
        except SavedElsewhereError:
            return "told"
        return words

    ends = await gather(save("Du téléphone."), save("De l’ordinateur."))
    assert sorted(end == "told" for end in ends) == [False, True]


async def held_by_others(database, campaign):
    """Whether handing it over would have to wait at this moment."""
    alone = text("SELECT id FROM test_campaign WHERE id = :id FOR UPDATE NOWAIT")
    try:
        async with database.unit_of_work() as db:
            await db.exec(alone, params={"id": campaign.id})
    except OperationalError:
        return True
    return False


async def test_handing_over_waits_for_whoever_is_still_answering(database, campaign, testers):
    _, (camille, *_) = testers
    sitting = await begin(database, campaign, camille)
    async with database.unit_of_work() as db:
        await answers.save(db, sitting.id, answers.WordsSaid("Oui."), version=0, by=camille)
        assert await held_by_others(database, campaign)
    assert not await held_by_others(database, campaign), "the negative control: nobody answers"


async def test_nobody_answers_once_results_are_handed_over(database, campaign, testers, samira):
    _, (*three, late) = testers
    for who in three:
        sitting = await begin(database, campaign, who)
        async with database.unit_of_work() as db:
            kept = await sittings.own_sitting(db, sitting.id, who)
            await fill(db, campaign, kept, who)
            await sittings.send(db, sitting.id, by=who)
    waiting = await begin(database, campaign, late)
    async with database.unit_of_work() as db:
        await db.exec(update(TestCampaign).values(closes_at=await db.now()))
        await results.hand_over(db, campaign.id, by=samira)
    with pytest.raises(SittingOverError):
        await begin(database, campaign, late)
    async with database.reading() as db:
        left = col(Sitting.completed_at).is_(None)
        assert (await db.exec(select(Sitting.id).where(left))).all() == [waiting.id]  # unordered: one
        assert await violations(db, INVARIANTS) == []


async def test_pressed_twice_at_once_it_is_sent_once(database, campaign, testers, samira):
    panel, _ = testers
    async with database.unit_of_work() as db:
        seat = await seated(db, panel)
        typed = await sittings.begin_for(db, campaign.id, seat.id, Manner.PAPER, by=samira)
        await fill(db, campaign, typed, samira)

    async def send():
        async with database.unit_of_work() as db:
            return (await sittings.send(db, typed.id, by=samira)).completed_at

    first, second = await gather(send(), send())
    assert first == second
    async with database.reading() as db:
        sent = select(AuditEntry.id).where(AuditEntry.deed == TestDeed.SITTING_SENT.code)
        assert len((await db.exec(sent)).all()) == 1  # unordered: counted


async def test_without_holding_it_both_would_send_it(database, campaign, testers):
    """The negative control: both look before either has written."""
    _, (camille, *_) = testers
    sitting = await begin(database, campaign, camille)
    asked, seen = [Event(), Event()], []

    async def look(mine, others):
        async with database.unit_of_work() as db:
            seen.append((await db.get_one(Sitting, sitting.id)).completed_at)
            mine.set()
            await wait_for(others.wait(), 10)

    await gather(look(*asked), look(*reversed(asked)))
    assert seen == [None, None]


async def test_told_of_twice_at_once_it_is_one_finding(database, campaign, testers, tmp_path):
    _, (camille, *_) = testers
    sitting = await begin(database, campaign, camille)
    details = FindingDetails("La date manque", Severity.SLOWING)

    async def tell():
        async with database.unit_of_work() as db:
            return await findings.report(db, sitting.id, details, folder=tmp_path, by=camille)

    told = await gather(*(tell() for _ in range(3)))
    assert len({one.id for one in told}) == 1
