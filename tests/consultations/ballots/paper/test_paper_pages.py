"""Agents run a booth, two of them type its papers; by code or with help people vote on the same ballot."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from consultations.ballots.paper.models import Booth, PaperBatch
from consultations.eligibility.census import lists
from consultations.eligibility.codes.models import LetterPackage
from okote.approvals.models import Approval
from okote.identity.models import Role
from okote.platform.clock import offset, set_offset
from okote.territories.models import Place
from okote.territories.queries import places
from tests.consultations.ballots.paper.conftest import CSV
from tests.consultations.ballots.polling.conftest import desk, pass_days, put_to_vote
from tests.consultations.ballots.polling.test_voting_pages import hidden
from tests.okote.app_client import territory

__all__ = ["desk", "pass_days", "put_to_vote"]

CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")


def person(number):
    return {
        "family": f"Nom{chr(97 + number)}tel",
        "given": "Prenom",
        "born": f"1980-01-{number + 1:02}",
        "address": f"{number + 1} rue Haute",
    }


@pytest.fixture
async def ballot(house, put_to_vote, desk):
    """And a list of residents in force."""
    async with house.database.unit_of_work() as db:
        usual = next(iter(await places(db, desk.territory.id)), None)
        if usual is None:
            usual = Place(territory_id=desk.territory.id, name="Rivemont")
            db.add(usual)
            await db.flush()
        brought = await lists.bring(db, "Liste", CSV, usual=usual.id, kept_days=365, by=desk)
        await lists.put_in_force(db, brought.id, by=desk)
    return await put_to_vote()


async def latest(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(col(table.id).desc()).limit(1))).one()


async def done(visitor, address, typed=None):
    answer = await visitor.post(address, typed or {})
    assert answer.is_redirect, answer.text
    return answer


ROLES = {"lea": Role.ADMINISTRATOR, "bruno": Role.AGENT, "solene": Role.AGENT}


async def test_a_booth_from_its_first_mark_to_the_urn(house, ballot, enter, pass_days):
    lea, bruno, solene = [await enter(*one) for one in ROLES.items()]
    there = f"/fr/back-office/ballots/{ballot.id}/paper"
    assert there in (await lea.get(f"/fr/back-office/ballots/{ballot.id}")).text
    assert (await lea.post(there, {"title": ""})).status_code == 422
    await done(lea, there, {"title": "Mairie", "place": "1 place Neuve"})
    again = await lea.post(there, {"title": "Mairie"})
    assert (again.status_code, 'value="Mairie"' in again.text) == (422, True)
    assert "1 place Neuve" in (await bruno.get(there)).text
    booth = f"/fr/back-office/booths/{(await latest(house, Booth)).id}"
    assert (await bruno.get(booth)).status_code == 200
    for number in range(3):
        await done(bruno, f"{booth}/mark", person(number))
    twice = await bruno.post(f"{booth}/mark", person(0))
    assert (twice.status_code, 'value="Nomatel"' in twice.text) == (422, True)
    for wrong in ({}, {"code": "AAAA"}, person(0) | {"address": ""}, person(0) | {"given": "Autre"}):
        assert (await bruno.post(f"{booth}/mark", wrong)).status_code == 422
    async with house.database.reading() as db:
        now = (await db.now()).astimezone((await territory(house)).zone)
    kept = f"1; {now - timedelta(minutes=5):%Y-%m-%dT%H:%M}; N4\n2; {now:%Y-%m-%dT%H:%M}; N1"
    far = ("1; 0001-01-01T00:00+14:00; N4", "1; 9999-12-31T23:59-12:00; N4")
    for wrong in (*far, "1; hier; N4", "1; N4", f"0; {now:%Y-%m-%dT%H:%M}; N4", f"{kept}\n{kept}"):
        refused = await bruno.post(f"{booth}/upload", {"device": "tablette", "marks": wrong})
        assert (refused.status_code, "tablette" in refused.text) == (422, True)
    await done(bruno, f"{booth}/upload", {"device": "tablette", "marks": kept})
    assert "tablette" in (await bruno.get(booth)).text
    await done(lea, there, {"title": "École"})
    small = f"/fr/back-office/booths/{(await latest(house, Booth)).id}"
    assert (await lea.post(f"{small}/join", {"other": "x"})).status_code == 422
    await done(lea, f"{small}/join", {"other": booth.rpartition("/")[2]})
    assert (await bruno.post(f"{booth}/open", {"papers": "4"})).status_code == 422
    await pass_days(1)
    for name, visitor in zip(ROLES, (lea, bruno, solene), strict=True):
        await visitor.arrive(name)
    await empties(house, booth, lea, bruno, solene)


async def empties(house, booth, lea, bruno, solene):
    """Its box is opened; two type, differ and agree; and two are asked to take it all out again."""
    unlike = await bruno.post(f"{booth}/open", {"papers": "5"})
    assert (unlike.status_code, 'value="5"' in unlike.text) == (422, True)
    await done(bruno, f"{booth}/open", {"papers": "4"})
    assert (await bruno.post(f"{booth}/batches", {"batch": "9"})).status_code == 422
    await done(bruno, f"{booth}/batches", {"batch": "4"})
    batch = f"/fr/back-office/paper-batches/{(await latest(house, PaperBatch)).id}"
    wrong = await bruno.post(f"{batch}/type", {"papers": "1\n9\n-\nx"})
    assert (wrong.status_code, "1\n9\n-\nx" in wrong.text) == (422, True)
    await done(bruno, f"{batch}/type", {"papers": "1 2\n3\n-\nx"})
    assert "1 2" not in (await bruno.get(batch)).text
    assert "<textarea" in (await solene.get(batch)).text
    assert (await bruno.post(f"{batch}/accept")).status_code == 422
    await done(solene, f"{batch}/type", {"papers": "1 2\n4\n-\nx"})
    differ = await solene.get(batch)
    assert 'name="line-2"' in differ.text
    assert (await solene.post(f"{batch}/settle", {"line-2": "9"})).status_code == 422
    await done(solene, f"{batch}/settle", {"line-2": "3"})
    assert (await solene.post(f"{batch}/agree")).status_code == 422
    assert f"{batch}/agree" in (await bruno.get(batch)).text
    await done(bruno, f"{batch}/agree")
    await done(bruno, f"{batch}/accept")
    put = await latest(house, PaperBatch)
    assert (put.valid, put.blank, put.spoiled, put.overvoted) == (2, 1, 1, 0)
    assert f"{batch}/remove" in (await lea.get(batch)).text
    assert (await lea.post(f"{batch}/remove", {"reason": ""})).status_code == 422
    await done(lea, f"{batch}/remove", {"reason": "Mauvais paquet"})
    assert (await latest(house, Approval)).act == "paper-batch-remove"
    assert (await bruno.get(booth)).status_code == 200


async def test_with_a_code_one_votes_on_the_very_same_ballot_without_an_account(
    house, ballot, enter, browser
):
    lea = await enter("lea", Role.ADMINISTRATOR)
    there = f"/fr/back-office/ballots/{ballot.id}/codes"
    assert (await lea.get(there)).status_code == 200
    assert (await lea.post(f"{there}/number", {"many": "0"})).status_code == 422
    await done(lea, f"{there}/number", {"many": "2"})
    await done(lea, f"{there}/list")
    assert (await lea.post(f"{there}/list")).status_code == 422
    package = await latest(house, LetterPackage)
    assert str(package.id) in (await lea.get(there)).text
    printed = await lea.post(f"{there}/{package.id}/download", {"as": "table"})
    rows = printed.text.strip().splitlines()[1:]
    assert len(rows) == 12
    first = next(row for row in rows if "1 rue Haute" in row and "11 rue" not in row)
    code = CODE.search(first)[0]
    assert (await lea.post(f"{there}/{package.id}/download", {"as": "letters"})).status_code == 422

    stranger = browser()
    page = f"/fr/ballots/{ballot.id}"
    assert f"{page}/code" in (await stranger.get(page)).text
    assert (await stranger.get(f"{page}/code")).status_code == 200
    wrong = await stranger.post(f"{page}/code", {"code": "AAAA-AAAA-AAAA-AAAA"})
    assert (wrong.status_code, "AAAA-AAAA" in wrong.text) == (422, True)
    shown = await stranger.post(f"{page}/code", {"code": code.lower()})
    assert shown.status_code == 200, shown.text
    assert shown.headers["cache-control"] == "no-store"
    brought = re.search(r'name="pass" value="([^"]+)"', shown.text)[1]
    asked = await stranger.post(f"{page}/check", {"choice": "2", "pass": brought})
    assert "Projet 2" in asked.text
    last = hidden(asked.text)
    assert last["pass"] == brought
    assert (await stranger.post(f"{page}/vote", last | {"pass": "x" + brought})).status_code == 422
    receipt = await stranger.post(f"{page}/vote", last)
    assert (receipt.status_code, "Projet 2" in receipt.text) == (200, True), receipt.text
    used = await stranger.post(f"{page}/code", {"code": code})
    assert used.status_code == 422
    handed = await lea.post(f"{there}/reissue", person(1))
    newer = CODE.search(handed.text)[0]
    assert (await lea.post(f"{there}/reissue", person(1) | {"given": ""})).status_code == 422
    assert (await stranger.post(f"{page}/code", {"code": newer})).status_code == 200
    await done(lea, f"{there}/{package.id}/void")
    second = next(row for row in rows if "3 rue Haute" in row)
    void = await stranger.post(f"{page}/code", {"code": CODE.search(second)[0]})
    assert void.status_code == 422


async def test_an_agent_helps_somebody_and_prints_their_receipt(ballot, enter):
    bruno = await enter("bruno", Role.AGENT)
    there, page = f"/fr/back-office/ballots/{ballot.id}/assisted", f"/fr/ballots/{ballot.id}"
    assert (await bruno.get(there)).status_code == 200
    wrong = await bruno.post(there, person(0) | {"given": "Autre"})
    assert (wrong.status_code, 'value="Autre"' in wrong.text) == (422, True)
    shown = await bruno.post(there, person(0))
    assert shown.status_code == 200
    brought = re.search(r'name="pass" value="([^"]+)"', shown.text)[1]
    asked = await bruno.post(f"{page}/check", {"choice": "3", "pass": brought})
    receipt = await bruno.post(f"{page}/vote", hidden(asked.text))
    assert (receipt.status_code, "Projet 3" in receipt.text) == (200, True)
    assert (await bruno.post(there, person(0))).status_code == 422
    refused = await bruno.post(f"{page}/check", {"choice": "1"})
    assert refused.status_code == 422
    assert re.search(r'value="1" checked', refused.text), "what was marked stays"
    listed = "/fr/my/eligibility/list?next="
    assert listed in refused.text
    assert listed in (await bruno.get(page)).text, "and it is said beforehand"
    assert (await bruno.post("/fr/my/eligibility/list", person(1))).status_code in {302, 303}
    own = await bruno.post(f"{page}/check", {"choice": "1"})
    voted = await bruno.post(f"{page}/vote", hidden(own.text))
    assert voted.status_code == 200, "the agent has a vote of their own"


async def test_a_pass_ends_and_is_for_one_ballot(house, ballot, put_to_vote, enter):
    bruno, other = await enter("bruno", Role.AGENT), await put_to_vote()
    shown = await bruno.post(f"/fr/back-office/ballots/{ballot.id}/assisted", person(0))
    brought = re.search(r'name="pass" value="([^"]+)"', shown.text)[1]
    asked = await bruno.post(f"/fr/ballots/{other.id}/check", {"choice": "3", "pass": brought})
    assert (await bruno.post(f"/fr/ballots/{other.id}/vote", hidden(asked.text))).status_code == 422
    async with house.database.unit_of_work() as db:
        await set_offset(db, await offset(db) + timedelta(minutes=31))
    asked = await bruno.post(f"/fr/ballots/{ballot.id}/check", {"choice": "3", "pass": brought})
    late = await bruno.post(f"/fr/ballots/{ballot.id}/vote", hidden(asked.text))
    assert (late.status_code, "checked" in late.text) == (422, True)


async def test_an_open_ballot_has_neither_booths_nor_codes(put_to_vote, enter):
    lea = await enter("lea", Role.ADMINISTRATOR)
    ballot = await put_to_vote(mode="open")
    desk_of = f"/fr/back-office/ballots/{ballot.id}"
    pages = (f"{desk_of}/paper", f"{desk_of}/codes", f"{desk_of}/assisted", f"/fr/ballots/{ballot.id}/code")
    assert {(await lea.get(one)).status_code for one in pages} == {404}
