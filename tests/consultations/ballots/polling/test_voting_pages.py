"""People look at a ballot, check their answers, vote, change their mind; nothing that they typed is lost."""

import re
from html import unescape

import pytest
from sqlmodel import select, text

from consultations.ballots import service
from consultations.ballots.describing import EnvelopeDetails, OptionDetails
from consultations.ballots.models import OpenVote
from consultations.ballots.rules import Input, Mode, Rule
from consultations.processes.rules import Audience
from okote.identity.typed.models import TypedForm
from okote.territories.queries import places
from tests.okote.app_client import SESSION

CODE = re.compile(r"\b(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}\b")


def hidden(html):
    """What the form of the last question brings along."""
    form = re.search(r'<form method="post" action="[^"]*/vote">.*?</form>', html, re.DOTALL)[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: value for name, value in found if name != "_csrf_token"}


async def cast(voter, ballot, **marked):
    """Both steps, with one choice or none."""
    there = f"/fr/ballots/{ballot.id}"
    asked = await voter.post(f"{there}/check", marked)
    assert asked.status_code == 200, asked.text
    return await voter.post(f"{there}/vote", hidden(asked.text))


async def test_a_sealed_vote_is_checked_cast_answered_twice_alike_and_replaced_with_its_code(
    put_to_vote, enter, house
):
    ballot = await put_to_vote()
    there = f"/fr/ballots/{ballot.id}"
    camille = await enter("camille")
    shown = await camille.get(there)
    assert (shown.status_code, "Projet 5" in shown.text) == (200, True)
    assert "24:00" in shown.text
    asked = await camille.post(f"{there}/check", {"choice": "2"})
    assert "Projet 2" in asked.text
    brought = hidden(asked.text)
    receipt = await camille.post(f"{there}/vote", brought)
    assert receipt.status_code == 200, receipt.text
    code = CODE.search(receipt.text)[0]
    again = await camille.post(f"{there}/vote", brought)
    assert CODE.search(again.text)[0] == code
    assert receipt.headers["cache-control"] == "no-store"
    voted = await camille.get(there)
    assert f"{there}/change" in voted.text
    assert 'name="choice"' not in voted.text
    assert code not in voted.text
    other = await cast(camille, ballot, choice="1")
    assert other.status_code == 422
    assert (await camille.get(f"{there}/change")).status_code == 200
    changed = {"changing": "yes", "code": code.lower(), "choice": "3"}
    replaced = await cast(camille, ballot, **changed)
    assert (replaced.status_code, CODE.search(replaced.text)[0]) == (200, code)
    blank = await cast(camille, ballot, changing="yes", code=code, blank="yes")
    assert (blank.status_code, CODE.search(blank.text)[0]) == (200, code)


async def test_whoever_has_voted_finds_the_form_ready_for_the_code_with_all_that_was_marked(
    put_to_vote, enter
):
    ballot = await put_to_vote()
    camille = await enter("camille")
    await cast(camille, ballot, choice="1")
    refused = await cast(camille, ballot, choice="4")
    assert refused.status_code == 422
    assert re.search(r'id="option-4"[^>]*value="4" checked', refused.text)
    assert 'name="code"' in refused.text
    wrong = await cast(camille, ballot, changing="yes", code="AAAA-BBBB-CCCC-DDDD", choice="4")
    assert wrong.status_code == 422
    assert 'value="AAAA-BBBB-CCCC-DDDD"' in wrong.text
    assert re.search(r'id="option-4"[^>]*value="4" checked', wrong.text)


async def test_nothing_that_a_voter_marks_is_kept_for_a_session_that_has_ended(put_to_vote, enter, house):
    ballot = await put_to_vote()
    there = f"/fr/ballots/{ballot.id}"
    camille = await enter("camille")
    asked = (await camille.post(f"{there}/check", {"choice": "2"})).text
    for html in ((await camille.get(there)).text, asked):
        warning = re.search(r"<div[^>]*data-session-ends.*?</div>", html, re.DOTALL)[0]
        assert "dans cet onglet" in warning
        assert "votre prochaine connexion" not in warning
    brought = hidden(asked)
    async with house.database.unit_of_work() as db:
        await db.exec(text("UPDATE session SET expires_at = okote_now() - interval '1 minute'"))
    for path, sent in (("check", {"choice": "2"}), ("vote", brought)):
        answer = await camille.post(f"{there}/{path}", sent)
        assert (answer.status_code, "Projet 2" in answer.text) == (401, True)
        assert f"/fr/sign-in?next=%2Ffr%2Fballots%2F{ballot.id}" in answer.text
    assert SESSION in camille.cookies
    async with house.database.reading() as db:
        assert (await db.exec(select(TypedForm).order_by(TypedForm.at))).all() == []


async def test_opening_a_page_never_votes(put_to_vote, enter, house):
    ballot = await put_to_vote(mode=Mode.OPEN)
    camille = await enter("camille")
    for path in ("", "/check", "/vote", "/take-back", "/receipts/check"):
        await camille.get(f"/fr/ballots/{ballot.id}{path}?choice=1&seed={'a' * 32}")
    async with house.database.reading() as db:
        assert (await db.exec(select(OpenVote).order_by(OpenVote.at))).all() == []


async def test_an_open_vote_is_seen_again_changed_and_taken_back(put_to_vote, enter):
    ballot = await put_to_vote(mode=Mode.OPEN)
    there = f"/fr/ballots/{ballot.id}"
    camille = await enter("camille")
    voted = await cast(camille, ballot, choice="2")
    assert voted.headers["location"] == there
    shown = await camille.get(there)
    assert re.search(r'id="option-2"[^>]*checked', shown.text)
    assert f'data-ballot-cast="{ballot.id}"' in shown.text
    assert (await cast(camille, ballot, blank="yes")).is_redirect
    assert (await camille.get("/fr/my/votes")).text.count("<h2") >= 1
    assert (await camille.post(f"{there}/take-back")).is_redirect
    assert "/take-back" not in (await camille.get(there)).text
    assert (await camille.get(f"{there}/receipts")).status_code == 404
    assert (await camille.get(f"{there}/change")).headers["location"] == there


async def test_points_costs_and_places_are_counted_and_looking_at_another_place_loses_nothing(
    put_to_vote, enter, house, desk
):
    async with house.database.reading() as db:
        known = await places(db, desk.territory.id)
    quarter, commune = sorted(known, key=lambda one: one.parent_id is None)
    options = [
        OptionDetails(
            title=f"Projet {at}", cost_minor=1000_00 * at, envelope=1, place_id=place, body="**Ici**"
        )
        for at, place in enumerate((quarter.id, commune.id, None), 1)
    ]
    ballot = await put_to_vote(
        options=options,
        envelopes=(EnvelopeDetails(name="Quartiers", amount_minor=5000_00),),
        input=Input.POINTS,
        rule=Rule.GREEDY_POINTS,
        points=5,
        points_most=3,
        winners=None,
    )
    there = f"/fr/ballots/{ballot.id}"
    camille = await enter("camille")
    html = unescape((await camille.get(there)).text)
    assert 'data-points="5"' in html
    marked = {"points-1": "2", "points-3": "", "place": str(commune.id)}
    narrowed = unescape((await camille.post(f"{there}/check", marked | {"show": "yes"})).text)
    assert re.search(r'name="points-1"[^>]*value="2"', narrowed)
    assert re.search(r"points restants\s:\s3", narrowed)
    elsewhere = {"points-2": "2", "place": str(quarter.id), "show": "yes"}
    kept = (await camille.post(f"{there}/check", elsewhere)).text
    assert re.search(r'name="points-2"[^>]*value="2"', kept), "what is chosen stays in sight"
    refused = await camille.post(f"{there}/check", {"points-1": "9", "points-2": "x"})
    assert refused.status_code == 422
    assert (await camille.post(f"{there}/check", {"points-1": "3", "points-2": "3"})).status_code == 422
    assert (await cast(camille, ballot, **{"points-1": "3", "points-2": "2"})).status_code == 200


@pytest.mark.parametrize(
    "marked", [{}, {"choice": "1", "blank": "yes"}, {"choice": "99"}, {"choice": "1x"}, {"choice": "²"}]
)
async def test_what_is_no_vote_is_refused_beside_the_options(put_to_vote, enter, marked):
    ballot = await put_to_vote(input=Input.SINGLE, most=1)
    camille = await enter("camille")
    answer = await camille.post(f"/fr/ballots/{ballot.id}/check", marked)
    assert (answer.status_code, "options-problem" in answer.text) == (422, True)
    blank = await cast(camille, ballot, choice="blank")
    assert blank.status_code == 200


async def test_an_option_withdrawn_meanwhile_is_told_and_the_rest_stays_marked(
    put_to_vote, enter, house, desk
):
    ballot = await put_to_vote()
    there = f"/fr/ballots/{ballot.id}"
    camille = await enter("camille")
    brought = hidden((await camille.post(f"{there}/check", {"choice": "2"})).text)
    async with house.database.unit_of_work() as db:
        await service.withdraw_option(db, ballot.id, 2, "Terrain vendu", by=desk)
    refused = await camille.post(f"{there}/vote", brought)
    assert (refused.status_code, "Terrain vendu" in refused.text) == (422, True)
    assert 'id="option-2"' not in refused.text


async def test_too_early_and_too_late_are_told_with_what_was_chosen(put_to_vote, enter, pass_days):
    camille = await enter("camille")
    early = await put_to_vote(days=(1, 2))
    answer = await camille.post(f"/fr/ballots/{early.id}/check", {"choice": "1"})
    assert (answer.status_code, "Projet 1" in answer.text) == (422, True)
    ballot = await put_to_vote()
    brought = hidden((await camille.post(f"/fr/ballots/{ballot.id}/check", {"choice": "3"})).text)
    await pass_days(1)
    camille = await enter("camille")
    late = await camille.post(f"/fr/ballots/{ballot.id}/vote", brought)
    assert (late.status_code, late.text.count("Projet 3")) == (422, 2), "among the options, and as chosen"
    assert (await camille.get(f"/fr/ballots/{ballot.id}/change")).is_redirect


async def test_whoever_lacks_something_reads_what_and_how_to_show_it_and_loses_nothing(put_to_vote, enter):
    ballot = await put_to_vote(conditions={"residence": "declared", "age_floor": 16})
    there = f"/fr/ballots/{ballot.id}"
    camille = await enter("camille")
    shown = await camille.get(there)
    assert "/fr/my/eligibility/declare?next=" in shown.text
    refused = await camille.post(f"{there}/check", {"choice": "2"})
    assert (refused.status_code, "/fr/my/eligibility/age" in refused.text) == (422, True)
    assert re.search(r'id="option-2"[^>]*checked', refused.text)
    late = await camille.post(f"{there}/vote", {"choice": "2", "seed": "a" * 32})
    assert (late.status_code, "/fr/my/eligibility/age" in late.text) == (422, True)


async def test_strangers_read_everything_and_others_only_what_is_for_them(put_to_vote, enter, browser):
    ballot, inner = await put_to_vote(), await put_to_vote(audience=Audience.AGENTS, title="Entre nous")
    draft = await put_to_vote(announced=False)
    stranger = browser()
    shown = await stranger.get(f"/fr/ballots/{ballot.id}")
    assert f"/fr/sign-in?next=%2Ffr%2Fballots%2F{ballot.id}" in shown.text
    listed = await stranger.get("/fr/ballots")
    assert (ballot.title in listed.text, "Entre nous" in listed.text) == (True, False)
    for hidden_one in (inner, draft):
        for path in ("", "/receipts", "/change", "/options/1/picture"):
            assert (await stranger.get(f"/fr/ballots/{hidden_one.id}{path}")).status_code == 404
    answer = await stranger.post(f"/fr/ballots/{ballot.id}/check", {"choice": "2"})
    assert answer.status_code == 401
    camille = await enter("camille")
    mine = await camille.get("/fr/my/votes")
    assert ballot.title not in mine.text
    await cast(camille, ballot, choice="1")
    assert ballot.title in (await camille.get("/fr/my/votes")).text


async def test_a_vote_in_another_language_is_of_the_same_option(put_to_vote, enter, house):
    ballot = await put_to_vote(mode=Mode.OPEN)
    camille = await enter("camille")
    there = f"/de/ballots/{ballot.id}"
    page = (await camille.get(there)).text
    assert page.count('<b lang="fr">Projet') == 5, "as they were announced, in their own language"
    asked = await camille.post(f"{there}/check", {"choice": "2"})
    assert (await camille.post(f"{there}/vote", hidden(asked.text))).is_redirect
    async with house.database.reading() as db:
        assert (await db.exec(select(OpenVote.choices))).all() == ["2:1"]  # unordered: one
    assert re.search(r'id="option-2"[^>]*checked', (await camille.get(f"/fr/ballots/{ballot.id}")).text)
