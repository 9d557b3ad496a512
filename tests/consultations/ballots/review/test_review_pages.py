"""Everyone reads the signs; the office never a choice; whoever's vote is set aside reads why and contests."""

import re
from dataclasses import replace

import pytest
from sqlmodel import col, select

from consultations.ballots.models import OpenVote
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.rules import MAILBOX_LEAST
from consultations.ballots.rules import Mode
from consultations.ballots.voting import vote_openly
from consultations.processes.models import Phase
from okote.identity.models import Person, Role
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.consultations.ballots.polling.conftest import desk, put_to_vote

__all__ = ["desk", "put_to_vote"]

SAID = {"sign": "mailbox", "words": "Une seule <boîte>", "reason": "Un doute"}


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
async def ballot(put_to_vote):
    return await put_to_vote(mode=Mode.OPEN)


@pytest.fixture
def ends(house, ballot):
    """Nobody votes any more, and everybody is still signed in."""

    async def ends():
        async with house.database.unit_of_work() as db:
            phase = await db.get_one(Phase, ballot.phase_id)
            phase.ends_at = await db.now()

    return ends


@pytest.fixture
async def voter(house, enter, ballot, desk):
    """Yanis votes, and so do others whose mails come where his do."""
    yanis = await enter("yanis")
    async with house.database.unit_of_work() as db:
        mine = (await db.exec(select(Person).order_by(col(Person.id).desc()).limit(1))).one()
        name = mine.email.partition("@")
        others = [
            Person(created_at=await db.now(), email=f"{name[0]}+{number}@{name[2]}")
            for number in range(1, MAILBOX_LEAST)
        ]
        db.add_all(others)
        await db.flush()
        for one in (mine, *others):
            by = replace(desk, person=one, roles=frozenset())
            await vote_openly(db, ballot.id, {2: 1}, by=by)
    return yanis


@pytest.fixture
async def lea(enter, give_role):
    lea = await enter("lea")
    await give_role("lea", Role.ADMINISTRATOR)
    return lea


@pytest.fixture
async def mehdi(enter, give_role):
    mehdi = await enter("bruno")
    await give_role("bruno", Role.ADMINISTRATOR)
    return mehdi


@pytest.fixture
async def aside(house, voter, lea, ballot, ends):
    """Yanis's vote is set aside, and he is written to; the address of the desk's page."""
    await ends()
    here = f"/fr/back-office/ballots/{ballot.id}/review"
    async with house.database.reading() as db:
        first = (await db.exec(select(OpenVote.person_id).order_by(col(OpenVote.person_id)).limit(1))).one()
    answer = await lea.post(f"{here}/set-aside", SAID | {"vote": str(first)})
    assert answer.is_redirect, answer.text
    await work_off(house.queue, house.job_context)
    async with house.database.reading() as db:
        row = (await db.exec(select(SetAsideVote))).one()
    assert row.told_at is not None
    return f"{here}/{row.id}"


async def mails(house):
    async with house.database.reading() as db:
        rows = (await db.exec(select(Mail).order_by(col(Mail.created_at), col(Mail.id)))).all()
    return [one for one in rows if one.key.startswith("vote-")]


async def test_everyone_reads_the_signs_before_they_vote(browser, ballot, put_to_vote):
    html = (await browser().get(f"/fr/ballots/{ballot.id}")).text
    assert "Au moins 10 comptes" in html
    assert "d’au moins 5 comptes" in html
    sealed = await put_to_vote()
    html = (await browser().get(f"/fr/ballots/{sealed.id}")).text
    assert "Au moins 10 comptes" not in html
    assert "un vote dans l’urne ne mène à personne" in html


async def test_the_office_sees_who_and_never_what(voter, lea, ballot, ends):
    here = f"/fr/back-office/ballots/{ballot.id}/review"
    assert "Une fois le vote terminé" in (await lea.get(here)).text
    assert (await lea.post(f"{here}/look", {"reason": "Un doute"})).status_code == 422
    await ends()
    assert (await voter.get(here)).status_code == 403
    refused = await lea.post(f"{here}/look", {"reason": ""})
    assert refused.status_code == 422
    seen = await lea.post(f"{here}/look", {"reason": "Un doute"})
    assert seen.status_code == 200
    assert seen.headers["cache-control"] == "no-store"
    assert len(re.findall('type="checkbox"', seen.text)) == MAILBOX_LEAST
    assert "Projet" not in seen.text.replace("Projets", "")


async def test_what_was_typed_is_kept_where_it_is_refused(voter, lea, ballot, ends):
    here = f"/fr/back-office/ballots/{ballot.id}/review"
    await ends()
    for wrong in ({"vote": "rien"}, {"sign": "wave"}, {"sign": ""}, {"vote": str(ballot.id)}):
        refused = await lea.post(f"{here}/set-aside", SAID | wrong)
        assert refused.status_code == 422
        assert "Une seule &lt;boîte&gt;" in refused.text
        assert 'value="Un doute"' in refused.text


async def test_whoever_it_was_is_written_to_contests_and_is_answered_by_another(
    house, aside, voter, lea, mehdi, ballot
):
    [mail] = await mails(house)
    assert (mail.key.rpartition(":")[0], "écarté" in mail.subject) == ("vote-set-aside", True)
    assert f"/my/votes/{ballot.id}" in mail.text
    assert "Une seule <boîte>" in mail.text
    mine = f"/fr/my/votes/{ballot.id}"
    assert mine in (await voter.get("/fr/my/votes")).text
    html = (await voter.get(mine)).text
    assert "Une seule &lt;boîte&gt;" in html
    assert "contestable" in html
    assert (await lea.get(mine)).status_code == 404
    assert (await voter.post(f"{mine}/contest", {"words": ""})).status_code == 422
    assert (await voter.post(f"{mine}/contest", {"words": "Une famille"})).is_redirect
    again = await voter.post(f"{mine}/contest", {"words": "Encore une fois"})
    assert (again.status_code, "Encore une fois" in again.text) == (422, False)
    assert "Une famille" in (await lea.get(aside)).text
    decided = {"verdict": "restored", "answer": "C’en est une"}
    assert (await lea.post(aside, decided)).status_code == 422
    assert 'name="verdict"' not in (await lea.get(aside)).text
    refused = await mehdi.post(aside, decided | {"verdict": ""})
    assert (refused.status_code, "C’en est une" in refused.text) == (422, True)
    assert (await mehdi.post(aside, decided)).is_redirect
    await work_off(house.queue, house.job_context)
    assert [one.subject.partition("«")[0].strip() for one in await mails(house)][1:] == [
        "Votre vote est finalement compté\u00a0:"
    ]
    assert "C’en est une" in (await voter.get(mine)).text
    assert "finalement compté" in (await voter.get("/fr/my/votes")).text


async def test_what_is_of_another_ballot_or_sealed_is_not_found(aside, lea, put_to_vote):
    other = await put_to_vote(mode=Mode.OPEN)
    sealed = await put_to_vote()
    for ballot in (other, sealed):
        wrong = f"/fr/back-office/ballots/{ballot.id}/review/{aside.rpartition('/')[2]}"
        assert (await lea.get(wrong)).status_code == 404
        assert (await lea.post(wrong, {"verdict": "restored", "answer": "Si"})).status_code == 404
    assert (await lea.get(f"/fr/back-office/ballots/{sealed.id}/review")).status_code == 404
    assert (await lea.get(f"/fr/back-office/ballots/{sealed.id}")).text.count("/review") == 0
    assert (await lea.get(f"/fr/back-office/ballots/{other.id}")).text.count("/review") == 1
