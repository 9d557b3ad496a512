"""Programs read ballots, vote for whoever gave them a token, change the vote and take it back."""

from hashlib import sha256
from uuid import uuid4

import pytest
from sqlmodel import select

from consultations.ballots.describing import EnvelopeDetails, OptionDetails
from consultations.ballots.models import OpenVote
from consultations.ballots.rules import Input, Mode, Rule
from consultations.processes.rules import Audience
from okote.identity.tokens.rules import Scope
from okote.territories.queries import places

KEY = "a-key-that-is-random-enough"


@pytest.fixture
def program(enter, program):
    """Of somebody who has signed in once; of nobody where nobody is named."""

    async def signed_in(person=None, *scopes):
        if person is not None:
            await enter(person)
        return await program(person, *scopes)

    return signed_in


def chosen(*positions):
    return {"choices": [{"option": one} for one in positions]}


async def votes(house):
    async with house.database.reading() as db:
        return [one.choices for one in await db.exec(select(OpenVote).order_by(OpenVote.at))]


async def test_announced_ballots_for_everyone_are_listed_page_by_page(put_to_vote, program):
    ballots = [await put_to_vote(title=f"Vote {number}") for number in range(3)]
    await put_to_vote(announced=False)
    await put_to_vote(audience=Audience.AGENTS)
    stranger = await program()
    first = (await stranger.get("/ballots?limit=2")).json()
    then = (await stranger.get(f"/ballots?limit=2&cursor={first['next']}")).json()
    assert [one["title"] for one in first["items"] + then["items"]] == ["Vote 2", "Vote 1", "Vote 0"]
    assert then["next"] is None
    assert first["items"][0] | {"opens_at": "", "closes_at": "", "process": ""} == {
        "id": str(ballots[2].id),
        "url": f"http://trois-rives.localhost:8000/ballots/{ballots[2].id}",
        "title": "Vote 2",
        "process": "",
        "mode": "sealed",
        "input": "approval",
        "rule": "most-votes",
        "state": "open",
        "opens_at": "",
        "closes_at": "",
    }


async def test_one_is_read_with_all_that_can_be_chosen(put_to_vote, program, house, desk):
    async with house.database.reading() as db:
        place = (await places(db, desk.territory.id))[0]
    options = (
        OptionDetails(title="Un banc", body="**Ici**", cost_minor=1000_00, envelope=1, place_id=place.id),
        OptionDetails(title="Un arbre", cost_minor=500_00, envelope=1),
    )
    ballot = await put_to_vote(
        options=options,
        envelopes=(EnvelopeDetails(name="Quartiers", amount_minor=5000_00),),
        input=Input.POINTS,
        rule=Rule.GREEDY_POINTS,
        points=5,
        points_most=3,
        most=2,
        winners=None,
    )
    told = (await (await program()).get(f"/ballots/{ballot.id}")).json()
    assert told["ballot"]["id"] == str(ballot.id)
    assert (told["least"], told["most"], told["points"], told["points_most"]) == (1, 2, 5, 3)
    assert told["digest"] == ballot.digest.hex()
    assert [(one["position"], one["name"]) for one in told["envelopes"]] == [(1, "Quartiers")]
    assert [(one["title"], one["place"], one["envelope"]) for one in told["options"]] == [
        ("Un banc", place.name, 1),
        ("Un arbre", None, 1),
    ]
    assert "<strong>Ici</strong>" in str(told["options"][0]["body"])


async def test_what_is_not_for_everyone_is_nowhere(put_to_vote, program):
    hidden = [await put_to_vote(announced=False), await put_to_vote(audience=Audience.AGENTS)]
    stranger, camille = await program(), await program("camille")
    for address in (*(one.id for one in hidden), uuid4()):
        assert (await stranger.get(f"/ballots/{address}")).status_code == 404
        assert (await stranger.get(f"/ballots/{address}/receipts")).status_code == 404
        for method in ("POST", "PUT"):
            assert (await camille.ask(method, f"/ballots/{address}/votes", chosen(1))).status_code == 404
        assert (await camille.ask("DELETE", f"/ballots/{address}/votes")).status_code == 404


async def test_a_sealed_vote_sent_twice_is_answered_twice_alike_and_given_once(put_to_vote, program):
    ballot = await put_to_vote()
    there, camille = f"/ballots/{ballot.id}/votes", await program("camille")
    given = await camille.ask("POST", there, chosen(4, 1), key=KEY)
    assert given.status_code == 201, given.text
    told = given.json()
    assert told["choices"] == "1:1,4:1"
    assert told["receipt"] == sha256(f"{ballot.id} 1:1,4:1 {told['nonce']}".encode()).hexdigest()
    again = await camille.ask("POST", there, chosen(4, 1), key=KEY)
    assert (again.status_code, again.json()) == (201, told)
    other = await camille.ask("POST", there, chosen(2))
    assert (other.status_code, other.json()["code"]) == (422, "ballot_voted")
    yanis = await (await program("yanis")).ask("POST", there, chosen(4, 1), key=KEY)
    assert yanis.status_code == 201
    assert not {told["code"], told["nonce"], told["receipt"]} & {*yanis.json().values()}, "never another’s"


async def test_a_sealed_vote_is_replaced_with_its_code_alone(put_to_vote, program):
    ballot = await put_to_vote()
    there, camille = f"/ballots/{ballot.id}/votes", await program("camille")
    told = (await camille.ask("POST", there, chosen(1))).json()
    coded = chosen(3) | {"code": told["code"].lower()}
    changed = await camille.ask("PUT", there, coded, key=KEY)
    assert changed.status_code == 200, changed.text
    assert (changed.json()["choices"], changed.json()["code"]) == ("3:1", told["code"])
    assert changed.json()["receipt"] != told["receipt"]
    assert (await camille.ask("PUT", there, coded, key=KEY)).json() == changed.json()
    blank = await camille.ask("PUT", there, chosen() | {"code": told["code"]})
    assert (blank.status_code, blank.json()["choices"]) == (200, "")
    wrong = await camille.ask("PUT", there, chosen(3) | {"code": "AAAABBBBCCCCDDDD"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "ballot_code")
    assert (await camille.ask("PUT", there, chosen(3))).json()["code"] == "ballot_mode"
    assert (await camille.ask("POST", there, coded)).json()["code"] == "ballot_mode"
    assert (await camille.ask("DELETE", there)).json()["code"] == "ballot_mode"


async def test_an_open_vote_is_given_changed_and_taken_back(put_to_vote, program, house):
    ballot = await put_to_vote(mode=Mode.OPEN)
    there, camille = f"/ballots/{ballot.id}/votes", await program("camille")
    for _ in range(2):
        given = await camille.ask("POST", there, chosen(2), key=KEY)
        assert given.status_code == 201
        assert given.json() == {"choices": "2:1", "receipt": None, "nonce": None, "code": None}
    assert (await camille.ask("PUT", there, chosen(5, 3))).json()["choices"] == "3:1,5:1"
    assert (await camille.ask("PUT", there, chosen(1) | {"code": "A" * 16})).json()["code"] == "ballot_mode"
    assert await votes(house) == ["3:1,5:1"]
    for _ in range(2):
        assert (await camille.ask("DELETE", there)).status_code == 200
    assert await votes(house) == []
    assert (await camille.get(f"/ballots/{ballot.id}/receipts")).status_code == 404


async def test_points_are_given_one_option_after_the_other(put_to_vote, program, house):
    ballot = await put_to_vote(
        mode=Mode.OPEN, input=Input.POINTS, rule=Rule.MOST_POINTS, points=5, points_most=3
    )
    there, camille = f"/ballots/{ballot.id}/votes", await program("camille")
    given = {"choices": [{"option": 2, "points": 3}, {"option": 1, "points": 2}]}
    assert (await camille.ask("POST", there, given)).json()["choices"] == "1:2,2:3"
    over = {"choices": [{"option": 2, "points": 4}]}
    assert (await camille.ask("POST", there, over)).json()["code"] == "ballot_choices_points"
    assert await votes(house) == ["1:2,2:3"]


@pytest.mark.parametrize("mode", [*Mode])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (chosen(1, 1), "ballot_choices_unknown"),
        (chosen(99), "ballot_choices_unknown"),
        (chosen(1, 2, 3, 4), "ballot_choices_too_many"),
        ({"choices": [{"option": 1, "points": 2}]}, "ballot_choices_points"),
    ],
)
async def test_what_is_no_vote_is_refused(put_to_vote, program, mode, body, code):
    ballot = await put_to_vote(mode=mode)
    answer = await (await program("camille")).ask("POST", f"/ballots/{ballot.id}/votes", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


NONE = (
    None,
    {},
    [],
    {"choices": None},
    {"choices": [{"option": 0}]},
    {"choices": [{"option": "un"}]},
    {"choices": [{"option": 2**40}]},
    {"choices": [{"option": 1, "points": -1}]},
    {"choices": [], "name": "Camille"},
    {"choices": [], "code": "A" * 65},
)
"""No body of a vote."""


async def test_what_is_no_body_is_refused(put_to_vote, program):
    ballot = await put_to_vote()
    camille = await program("camille")
    for method in ("POST", "PUT"):
        for body in NONE:
            answer = await camille.ask(method, f"/ballots/{ballot.id}/votes", body)
            assert answer.status_code in {400, 422}, (body, answer.text)


async def test_a_vote_needs_a_key_a_token_its_scope_and_its_time(put_to_vote, program):
    ballot, early, late = (
        await put_to_vote(),
        await put_to_vote(days=(1, 2)),
        await put_to_vote(days=(-2, -1), announced=False),
    )
    there, camille = f"/ballots/{ballot.id}/votes", await program("camille")
    for key in ("short", "with a space in it", "x" * 256):
        assert (await camille.ask("POST", there, chosen(1), key=key)).status_code == 400, key
    assert (await (await program()).ask("POST", there, chosen(1))).status_code == 401
    reader = await program("camille", Scope.READ_ME)
    for method in ("POST", "PUT", "DELETE"):
        assert (await reader.ask(method, there, chosen(1))).status_code == 403
    answer = await camille.ask("POST", f"/ballots/{early.id}/votes", chosen(1))
    assert answer.status_code in {403, 422}, answer.text
    assert (await camille.ask("POST", f"/ballots/{late.id}/votes", chosen(1))).status_code == 404


async def test_after_the_end_nothing_is_taken_changed_or_taken_back(put_to_vote, program, pass_days, house):
    sealed, free = await put_to_vote(), await put_to_vote(mode=Mode.OPEN)
    camille = await program("camille")
    told = (await camille.ask("POST", f"/ballots/{sealed.id}/votes", chosen(1))).json()
    await camille.ask("POST", f"/ballots/{free.id}/votes", chosen(1))
    await pass_days(1)
    late = (
        ("PUT", sealed, chosen(2) | {"code": told["code"]}),
        ("POST", free, chosen(2)),
        ("PUT", free, chosen(2)),
        ("DELETE", free, None),
    )
    for method, ballot, body in late:
        answer = await camille.ask(method, f"/ballots/{ballot.id}/votes", body)
        assert answer.status_code in {403, 422}, answer.text
    assert await votes(house) == ["1:1"]


async def test_who_lacks_what_a_ballot_asks_for_is_told(put_to_vote, program):
    ballot = await put_to_vote(conditions={"residence": "declared", "age_floor": 16})
    answer = await (await program("camille")).ask("POST", f"/ballots/{ballot.id}/votes", chosen(1))
    assert answer.status_code in {403, 422}, answer.text
    assert answer.json()["code"] == "not_eligible"
