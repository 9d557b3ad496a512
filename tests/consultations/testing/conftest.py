"""A letter without names, a panel whose seats are taken, and a test that it tries."""

import dataclasses
from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import col, func, select, update

from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.seeking import Source as Sought
from consultations.measures.statistics.severity import Severity
from consultations.measures.statistics.tasks import Outcome
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel, Volunteer
from consultations.panels.recruiting.words import Source
from consultations.panels.rules import PanelKind
from consultations.procedures.queries import text_of
from consultations.procedures.rules import (
    Channel,
    ProcedureDetails,
    ProcedureKind,
    StepDetails,
    VersionDetails,
)
from consultations.procedures.service import catalogue, versions
from consultations.ratings.rules import Review
from consultations.testing.models import Sitting, TestCampaign
from consultations.testing.queries.findings import findings_to_review
from consultations.testing.queries.results import remarks_to_review
from consultations.testing.queries.sittings import tasks_of
from consultations.testing.queries.standing import standing
from consultations.testing.rules.findings import FindingState
from consultations.testing.rules.sittings import Manner
from consultations.testing.service import answers, campaigns, findings, remarks, results, sittings
from consultations.testing.service.campaigns import CampaignDetails, TaskDetails
from consultations.testing.service.findings import FindingDetails, Reviewed
from tests.consultations.panels.conftest import queue, samira
from tests.consultations.procedures.conftest import clear, counter, desk, writer

__all__ = ["clear", "counter", "desk", "queue", "samira", "writer"]

NUMBERS = count(1)
TASKS = (
    TaskDetails("Dites si l’enfant a une place.", "Vous venez de déménager avec un enfant de deux ans."),
    TaskDetails("Dites jusqu’à quand répondre."),
)


def panel_of(territory, at, *, service=None, smallest_group=3, **changes):
    """One whose call is over, as its draw would have left it."""
    given = {
        "territory_id": territory.id,
        "kind": PanelKind.TESTERS,
        "slug": f"comite-{next(NUMBERS)}",
        "name": "Comité de testeurs",
        "purpose": "Essayer nos lettres.",
        "asks": "Une heure.",
        "gives": "Une réponse.",
        "service_id": service,
        "seats": 9,
        "smallest_group": smallest_group,
        "opens_at": at - timedelta(days=30),
        "closes_at": at - timedelta(days=10),
        "created_at": at - timedelta(days=31),
        "published_at": at - timedelta(days=30),
    }
    return Panel(**given | changes)


async def seated(db, panel, person_id=None, *, state=SeatState.ACCEPTED, email=None, **changes):
    """A seat that somebody took, with an account or without."""
    at, number = await db.now(), next(NUMBERS)
    given = {
        "territory_id": panel.territory_id,
        "panel_id": panel.id,
        "number": number,
        "person_id": person_id,
        "name": f"Camille {number}",
        "email": email or f"camille-{number}@exemple.test",
        "source": Source.SELF if person_id else Source.LETTER,
        "language": "fr",
        "volunteered_at": panel.opens_at + timedelta(days=1),
        "consented_at": at,
        "consent_version": "0" * 64,
    }
    volunteer = Volunteer(**given | changes)
    db.add(volunteer)
    await db.flush()
    asked = {} if state is SeatState.WAITING else {"invited_at": at, "answer_by": at.date()}
    answered = {"answered_at": at} if state in (SeatState.ACCEPTED, SeatState.DECLINED) else {}
    seat = Seat(
        territory_id=panel.territory_id,
        panel_id=panel.id,
        volunteer_id=volunteer.id,
        stratum="tous",
        rank=0 if state is not SeatState.WAITING else number,
        state=state,
        **asked,
        **answered,
    )
    db.add(seat)
    await db.flush()
    return seat


@pytest.fixture
async def procedure(db, agent, roads):
    return await catalogue.add_procedure(
        db,
        ProcedureDetails(
            "Place en crèche",
            "Oui ou non.",
            "Parents",
            ProcedureKind.LETTER,
            frozenset({Channel.MAIL}),
            (),
            roads.id,
        ),
        by=agent,
    )


@pytest.fixture
def version_of(db, agent, clear):
    """The next version of a procedure, its names removed unless told otherwise."""

    async def version_of(procedure, *, cleared=True):
        added = await versions.add_version(db, procedure.id, by=agent)
        said = VersionDetails(added.since, changed="Plus court.", text="Bonjour.")
        await versions.write_version(db, added.id, said, seen=text_of(added), by=agent)
        await versions.write_steps(db, added.id, [StepDetails("Lire"), StepDetails("Répondre")], by=agent)
        return await clear(added) if cleared else added

    return version_of


@pytest.fixture
async def version(version_of, procedure):
    return await version_of(procedure)


@pytest.fixture
async def panel(db, territory):
    made = panel_of(territory, await db.now())
    db.add(made)
    await db.flush()
    return made


@pytest.fixture
async def details(db, territory, panel, version):
    today = territory.day(await db.now())
    return CampaignDetails(
        "La lettre de la crèche", panel.id, version.id, today, today + timedelta(days=7), TASKS
    )


@pytest.fixture
async def draft(db, samira, details):
    return await campaigns.write_campaign(db, details, by=samira)


@pytest.fixture
async def campaign(db, samira, draft):
    """Open."""
    return await campaigns.open_campaign(db, draft.id, by=samira)


@pytest.fixture
def tester(db, someone, panel):
    """Somebody with an account and a seat, as who they are."""

    async def tester(on=panel, role=None, **changes):
        who = await someone(role, **({"scope": changes.pop("scope")} if "scope" in changes else {}))
        seat = await seated(db, on, who.person.id, **changes)
        return dataclasses.replace(who, language="fr"), seat

    return tester


def levels(level=4, **each):
    return {axis: Level(each.get(axis.value, level)) for axis in Axis}


@pytest.fixture
def sit(db):
    """Sit a test as a tester does, and send it."""

    async def sit(campaign, who, level=4, *, words="", manner=Manner.ALONE, send=True, outcome=Outcome.DONE):
        sitting = await sittings.begin(db, campaign.id, manner, by=who)
        await fill(db, campaign, sitting, who, level, words=words, outcome=outcome)
        return await sittings.send(db, sitting.id, by=who) if send else sitting

    return sit


async def fill(db, campaign, sitting, who, level=4, *, words="", outcome=Outcome.DONE):
    """Each part, one after the other."""
    said = [
        answers.TasksSaid({one.id: outcome for one in await tasks_of(db, campaign.id)}),
        answers.QuestionsSaid(levels(level), out_of_sight=True),
        answers.HelpSaid({Sought.TELEPHONE: True}),
        answers.WordsSaid(words),
    ]
    for one in said:
        await answers.save(db, sitting.id, one, version=sitting.version, by=who)


@pytest.fixture
def ready(db, campaign, tester, sit, samira):
    """Several have sent their answers; what they wrote is reviewed unless told otherwise."""

    async def ready(*given, on=campaign, reviewed=True, words="C’est long."):
        sent = []
        for level in given or (4, 4, 2):
            who, _seat = await tester()
            sent.append(await sit(on, who, level, words=words))
        if reviewed:
            await review_all(db, on, samira)
        return sent

    return ready


async def review_all(db, campaign, by):
    for remark, _task in await remarks_to_review(db, campaign.id):
        await remarks.review_remark(db, remark.id, Review.SHOWN, by=by)
    for finding, _picture in await findings_to_review(db, campaign.id):
        if finding.state is FindingState.REPORTED:
            await findings.review(db, finding.id, Reviewed(finding.title), by=by)


@pytest.fixture
async def handed_over(db, campaign, ready, samira):
    await ready()
    return await results.hand_over(db, campaign.id, by=samira)


@pytest.fixture
async def finding(db, campaign, tester, sit, samira, tmp_path):
    """Reviewed, and read by its service."""
    for place in range(3):
        who, _seat = await tester()
        sitting = await sit(campaign, who, send=False)
        if not place:
            kept = await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
        await sittings.send(db, sitting.id, by=who)
    await findings.review(db, kept.id, Reviewed("La date", "Elle est en latin."), by=samira)
    await results.hand_over(db, campaign.id, by=samira)
    return kept


def found(title="On ne comprend pas la date", severity=Severity.SLOWING, **changes):
    return FindingDetails(title, severity, **{"step": 2, "words": "Elle est en latin.", **changes})


async def stage_of(db, campaign):
    return (await standing(db, campaign.territory_id, campaign.id)).stage


async def number_of(db, table, *conditions):
    return (await db.exec(select(func.count()).select_from(table).where(*conditions))).one()


async def later(db, campaign, days):
    """As if so many days more had gone by since the test was opened."""
    back = timedelta(days=days)
    moved = {
        name: getattr(campaign, name) - back
        for name in ("opens_at", "closes_at", "opened_at", "handed_over_at", "replied_at", "published_at")
        if getattr(campaign, name) is not None
    }
    await db.exec(update(Sitting).values(begun_at=col(Sitting.begun_at) - back))
    sent = col(Sitting.completed_at).is_not(None)
    await db.exec(update(Sitting).where(sent).values(completed_at=col(Sitting.completed_at) - back))
    await db.exec(update(TestCampaign).where(col(TestCampaign.id) == campaign.id).values(**moved))
    await db.refresh(campaign)
