"""A ballot is written page by page, announced once nothing is missing, and nobody changes it from then on."""

import re

import pytest
from sqlmodel import select

from consultations.ballots.models import Ballot, BallotOption
from consultations.ballots.rules import Input, Rule
from okote.approvals.models import Approval
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from tests.consultations.ballots.office.conftest import ANSWERS, OFFICE, TEXT, VOTE, mark


def problems(answer):
    return re.findall('<p class="problem"', answer.text)


async def test_it_begins_as_we_recommend_one(agent, voted_in, latest, house):
    assert "Aucune phase" in (await agent.get(f"{OFFICE}/new")).text
    phase = await voted_in()
    typed = TEXT | {"phase": str(phase.id)}
    refused = await agent.post(f"{OFFICE}/new", typed | {"title": ""})
    assert (refused.status_code, len(problems(refused))) == (422, 1)
    assert "Quels projets &lt;voulez&gt;-vous" in refused.text
    assert (await agent.post(f"{OFFICE}/new", typed | {"phase": str(phase.process_id)})).status_code == 422
    assert (await agent.post(f"{OFFICE}/new", typed)).is_redirect
    ballot = await latest()
    assert (ballot.rule, ballot.input, ballot.ties) == (Rule.EQUAL_SHARES, Input.APPROVAL, ["announced"])
    assert "120\u202f000\u00a0€" in (await agent.get(f"{OFFICE}/{ballot.id}")).text.replace(
        "0\u00a00", "0\u202f0"
    )
    question = await voted_in(slug="question", money=False)
    assert (await agent.post(f"{OFFICE}/new", typed | {"phase": str(question.id)})).is_redirect
    ballot = await latest()
    assert (ballot.rule, ballot.input, ballot.winners) == (Rule.MOST_VOTES, Input.SINGLE, 1)


async def test_what_is_missing_is_told_and_an_administrator_announces(agent, lea, browser, drafted, latest):
    here = await drafted(agent)
    assert "Personne n’a répondu aux questions sur son risque" in (await agent.get(f"{here}/announce")).text
    assert (await lea.post(f"{here}/announce")).status_code == 422
    assert (await agent.post(f"{here}/level", ANSWERS | {"threatened": ""})).status_code == 422
    assert (await agent.post(f"{here}/level", ANSWERS)).is_redirect
    html = (await lea.get(f"{here}/announce")).text
    assert f'action="{here}/announce"' in html
    assert (await agent.post(f"{here}/announce")).status_code == 403
    assert (await lea.post(f"{here}/announce")).is_redirect
    ballot = await latest()
    assert ballot.digest.hex() in (await agent.get(here)).text
    assert "Un jardin" in (await agent.get(f"{here}/preview")).text
    assert (await browser().get(here)).status_code in {303, 401, 403}


async def test_the_list_is_narrowed_by_consultation_and_state(lea, announced, drafted):
    here = await announced()
    other = await drafted(lea, slug="autre")
    html = (await lea.get(OFFICE)).text
    assert (here in html, other in html) == (True, True)
    html = (await lea.get(f"{OFFICE}?state=draft")).text
    assert (here in html, other in html) == (False, True)
    html = (await lea.get(f"{OFFICE}?state=announced")).text
    assert (here in html, other in html) == (True, False)
    for state in ("open", "ended", "closed", "counted", "published"):
        assert here not in (await lea.get(f"{OFFICE}?state={state}")).text
    assert here in (await lea.get(f"{OFFICE}?state=nothing&process=nothing")).text


async def test_what_was_typed_is_kept_where_a_form_is_refused(agent, drafted):
    here = await drafted(agent)
    seen = await mark(agent, here)
    refused = {
        "text": (TEXT | {"phase": "x", "title": "Tapé"}, "Tapé"),
        "vote": (VOTE | {"least": "3", "lot_source": "Tapé"}, "Tapé"),
        "money": ({"envelope-1": "Tapé"}, "Tapé"),
        "options/new": ({"title": "Tapé", "cost": "cher"}, "Tapé"),
        "options/1": ({"title": "", "body": "Tapé"}, "Tapé"),
        "options/ideas": ({}, "Aucune idée"),
        "who": ({"who": "own", "age_floor": "1999"}, "1999"),
    }
    for path, (typed, kept) in refused.items():
        answer = await agent.post(f"{here}/{path}", typed | {"mark": seen})
        assert (answer.status_code, kept in answer.text) == (422, True), path


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"rule": "most-points", "winners": "1"}, "rule"),
        ({"utility": "points"}, "rule"),
        ({"input": "points", "points": "10", "points_most": "11"}, "points_most"),
        ({"rule": "most-votes", "winners": ""}, "winners"),
        ({"lot_source": ""}, "lot_source"),
        ({"smallest_group": "2"}, "smallest_group"),
        ({"rule": "dice"}, "rule"),
    ],
)
async def test_terms_that_do_not_hang_together_are_refused(agent, drafted, typed, field):
    here = await drafted(agent)
    answer = await agent.post(f"{here}/vote", VOTE | typed | {"mark": await mark(agent, here)})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


async def test_options_are_ordered_changed_and_taken_off(agent, drafted, house):
    here = await drafted(agent)

    async def titles():
        async with house.database.reading() as db:
            rows = await db.exec(select(BallotOption).order_by(BallotOption.position))
            return [(one.title, one.cost_minor, one.envelope) for one in rows.all()]

    seen = await mark(agent, here)
    assert (await agent.post(f"{here}/options/3/earlier", {"mark": seen})).is_redirect
    assert (await agent.post(f"{here}/options/3/earlier", {"mark": seen})).status_code == 409
    seen = await mark(agent, here)
    assert (await agent.post(f"{here}/options/1/later", {"mark": seen})).is_redirect
    assert [one[0] for one in await titles()] == ["Des bancs", "Un jardin", "Un abri"]
    assert "12500.50" in (await agent.get(f"{here}/options/3")).text
    stale = await agent.post(f"{here}/options/3", {"title": "Trop tard", "mark": seen})
    assert (stale.status_code, "Trop tard" in stale.text) == (409, True)
    seen = await mark(agent, here)
    changed = {"title": "Un abri vert", "cost": "12 600", "envelope": "1", "mark": seen}
    assert (await agent.post(f"{here}/options/3", changed)).is_redirect
    seen = await mark(agent, here)
    assert (await agent.post(f"{here}/options/1/remove", {"mark": seen})).is_redirect
    assert await titles() == [("Un jardin", 60_000_00, 1), ("Un abri vert", 12_600_00, 1)]
    assert (await agent.get(f"{here}/options/3")).status_code == 404


async def test_envelopes_keep_what_draws_on_them(agent, drafted, house):
    here = await drafted(agent)
    two = {
        "envelope-2": "Nord",
        "envelope-2-amount": "70 000",
        "envelope-3": "Sud",
        "envelope-3-amount": "50 000,50",
    }
    assert (await agent.post(f"{here}/money", two | {"mark": await mark(agent, here)})).is_redirect
    async with house.database.reading() as db:
        assert {one.envelope for one in (await db.exec(select(BallotOption))).all()} == {None}
    assert "ne puisent dans aucune" in (await agent.get(f"{here}/announce")).text


async def test_who_may_vote_is_as_the_consultation_has_it_or_fewer(agent, drafted, latest):
    here = await drafted(agent)
    empty = {"who": "own", "mark": await mark(agent, here)}
    assert (await agent.post(f"{here}/who", empty)).status_code == 422
    own = empty | {"age_floor": "16", "residence": "list"}
    assert (await agent.post(f"{here}/who", own)).is_redirect
    assert (await latest()).conditions["age_floor"] == 16
    assert 'value="16"' in (await agent.get(f"{here}/who")).text
    assert (await agent.post(f"{here}/who", {"who": "process", "mark": await mark(agent, here)})).is_redirect
    assert (await latest()).conditions == {}


async def test_a_draft_is_thrown_away_with_its_answers(agent, drafted, house, lea, announced):
    here = await drafted(agent)
    await agent.post(f"{here}/level", ANSWERS)
    assert (await agent.post(f"{here}/remove")).is_redirect
    assert (await agent.get(here)).status_code == 404
    kept = await announced(slug="autre")
    assert (await lea.post(f"{kept}/remove")).status_code >= 400
    assert (await lea.get(kept)).status_code == 200


async def test_the_assessment_has_the_facts_of_the_ballot(agent, drafted):
    here = await drafted(agent)
    bare = (await agent.get(f"{here}/level/assessment")).text
    assert "Personne n’a encore répondu" in bare
    await agent.post(f"{here}/level", ANSWERS)
    answer = await agent.get(f"{here}/level/assessment")
    assert answer.headers["content-type"].startswith("text/markdown")
    assert 'filename="okote-' in answer.headers["content-disposition"]
    for told in ("Budget des habitants", "\\<voulez\\>", "2019-053", "égales", "Loto"):
        assert told in answer.text, told
    assert "Niveau 2" in (await agent.get(f"{here}/level")).text


async def test_two_people_close_and_the_page_says_who_asked(lea, announced, enter, pass_days, house, agent):
    here = await announced()
    assert (await lea.post(f"{here}/close", {"close_reason": "Trop tôt"})).status_code == 422
    assert (await lea.post(f"{here}/roll", {"roll_reason": "Par curiosité"})).status_code == 422
    withdrawn = {"option": "2", "withdraw_reason": "Terrain vendu"}
    assert (await agent.post(f"{here}/withdraw", withdrawn)).status_code == 403
    assert (await lea.post(f"{here}/withdraw", withdrawn)).is_redirect
    assert "Terrain vendu" in (await lea.get(here)).text
    assert (await lea.post(f"{here}/withdraw", withdrawn)).status_code == 404
    await pass_days(11)
    await lea.arrive("lea")
    assert (await lea.post(f"{here}/lot", {"lot": "17"})).is_redirect
    assert (await lea.post(f"{here}/close", {"close_reason": ""})).status_code == 422
    assert (await lea.post(f"{here}/close", {"close_reason": "Terminé"})).is_redirect
    html = (await lea.get(here)).text
    assert "/back-office/approvals/" in html
    assert 'name="close_reason"' not in html
    async with house.database.reading() as db:
        [asked] = (await db.exec(select(Approval))).all()
    second = await enter("samira", Role.ADMINISTRATOR)
    answer = await second.post(
        f"/fr/back-office/approvals/{asked.id}/approve", {"answer": "Vu", "reason": "Vu"}
    )
    assert answer.is_redirect, answer.text
    counted = await lea.post(f"{here}/roll", {"roll_reason": "Procès-verbal"})
    assert (counted.status_code, counted.headers["cache-control"]) == (200, "no-store")
    async with house.database.reading() as db:
        deeds = {one.deed for one in (await db.exec(select(AuditEntry))).all()}
    assert {"roll_read", "ballot_closed", "lot_noted", "option_withdrawn", "level_answered"} <= deeds
    wrong = {"receipt": "x", "annul_reason": "Code volé"}
    assert (await lea.post(f"{here}/annul", wrong)).status_code == 422
    assert (await lea.post(f"{here}/annul", wrong | {"receipt": "ab" * 32})).status_code == 422
    assert (await lea.post(f"{here}/publish", {"publish_reason": "Compté"})).status_code == 422


async def test_nobody_changes_a_ballot_that_is_announced_whatever_their_role(lea, announced, house):
    """Through each route that writes, with what it takes from a draft."""
    here = await announced()

    async def whole():
        async with house.database.reading() as db:
            ballots = [one.model_dump() for one in (await db.exec(select(Ballot))).all()]
            options = select(BallotOption).order_by(BallotOption.position)
            return ballots, [one.model_dump() for one in (await db.exec(options)).all()]

    was = await whole()
    who = {"who": "process", "mark": ""}
    option = {"title": "Autre", "cost": "1", "envelope": "1"}
    phase = {"phase": str(was[0][0]["phase_id"])}
    changes = {
        "text": TEXT | phase,
        "vote": VOTE,
        "money": {"envelope-1": "Tout", "envelope-1-amount": "1"},
        "who": who,
        "options/new": option,
        "options/1": option,
        "options/1/earlier": {},
        "options/2/later": {},
        "options/1/remove": {},
        "options/ideas": {},
        "level": ANSWERS,
        "announce": {},
        "remove": {},
    }
    for path, typed in changes.items():
        answer = await lea.post(f"{here}/{path}", typed)
        assert answer.status_code >= 400, path
    assert await whole() == was
