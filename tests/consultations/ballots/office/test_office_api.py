"""Programs of the office write a ballot and say the first word; the second is a person's, at a page."""

import pytest
from sqlmodel import select

from consultations.ballots.level.rules import Question
from consultations.ballots.models import Ballot
from okote.approvals.models import Approval
from okote.identity.models import Role
from okote.identity.tokens.rules import Scope
from tests.consultations.ballots.office.conftest import ANSWERS
from tests.okote.programs import program

__all__ = ["program"]

OFFICE = "/back-office/ballots"
NEW = {"title": "Budget des habitants", "question": "Quels projets ?", "mode": "sealed"}
TERMS = {
    "input": "approval",
    "rule": "equal-shares",
    "least": 1,
    "most": 2,
    "lot_source": "Loto du 12 décembre",
    "smallest_group": 20,
}


def euros(amount):
    return {"amount": f"{amount}.00", "currency": "EUR"}


@pytest.fixture
async def office(lea, program):
    return await program("lea")


@pytest.fixture
def begun(office, voted_in):
    async def begun(**phase):
        period = await voted_in(**phase)
        answer = await office.ask("POST", OFFICE, NEW | {"phase": str(period.id)})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return begun


@pytest.fixture
def complete(office, begun):
    """A draft with two options and its terms."""

    async def complete(**phase):
        made = await begun(**phase)
        here = f"{OFFICE}/{made['id']}"
        for title, cost in (("Un jardin", 60_000), ("Un abri", 12_500)):
            option = {"title": title, "cost": euros(cost), "envelope": 1}
            answer = await office.ask("POST", f"{here}/options", option)
            assert answer.status_code == 201, answer.text
        made = answer.json()
        said = {"mark": made["mark"], "phase": made["phase"], "envelopes": made["envelopes"], **NEW}
        answer = await office.ask("PUT", here, said | {"terms": TERMS})
        assert answer.status_code == 200, answer.text
        return here, answer.json()

    return complete


async def test_a_draft_is_begun_filled_and_announced(office, lea, complete, house):
    here, made = await complete()
    assert [one["name"] for one in made["missing"]] == ["level"]
    assert made["terms"]["most"] == 2
    assert (made["envelopes"][0]["amount"], made["digest"]) == (euros(120_000), None)
    listed = (await office.get(f"{OFFICE}?state=draft")).json()
    assert [one["id"] for one in listed["items"]] == [made["id"]]
    refused = await office.ask("POST", f"{here}/announce")
    assert refused.json()["code"] == "ballot_level_missing"
    assert len(ANSWERS) == len(Question)
    assert (await lea.post(f"/fr{here}/level", ANSWERS)).is_redirect
    answer = await office.ask("POST", f"{here}/announce")
    assert (answer.status_code, answer.json()["state"]) == (200, "announced")
    late = await office.ask("POST", f"{here}/options", {"title": "Trop tard"})
    assert late.json()["code"] == "ballot_state"
    for method, body in (("DELETE", None), ("PUT", None)):
        said = body if method == "DELETE" else _whole(made)
        answer = await office.ask(method, here, said)
        assert (answer.status_code, answer.json()["code"]) == (422, "ballot_state"), method


async def test_options_are_changed_and_taken_off_as_they_were_read(office, complete):
    here, made = await complete()
    option = {"title": "Un grand jardin", "body": "**Clos**", "cost": euros(61_000), "envelope": 1}
    answer = await office.ask("PUT", f"{here}/options/1", {"mark": made["mark"], "option": option})
    assert answer.json()["options"][0]["fields"] == option | {"place": None}
    stale = await office.ask("DELETE", f"{here}/options/1?mark={made['mark']}")
    assert stale.status_code == 409
    now = answer.json()["mark"]
    assert (await office.ask("DELETE", f"{here}/options/9?mark={now}")).status_code == 404
    answer = await office.ask("DELETE", f"{here}/options/1?mark={now}")
    assert [one["fields"]["title"] for one in answer.json()["options"]] == ["Un abri"]
    assert (await office.ask("DELETE", here)).status_code == 200
    assert (await office.get(here)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"terms": TERMS | {"utility": "points"}}, "ballot_points_instead"),
        ({"terms": TERMS | {"least": 3}}, "not_a_number"),
        ({"terms": TERMS | {"rule": "dice"}}, "not_a_choice"),
        ({"terms": TERMS | {"input": "points", "points": 5, "points_most": 6}}, "not_a_number"),
        ({"terms": TERMS | {"rule": "most-votes"}}, "missing"),
        ({"mark": "0"}, "stale"),
        ({"phase": "00000000-0000-4000-8000-000000000000"}, "not_a_choice"),
        ({"envelopes": [{"name": "Tout", "amount": euros(-1)}]}, "not_a_number"),
        (
            {
                "conditions": {
                    "residence": None,
                    "places": [],
                    "age_floor": None,
                    "guardian_below": None,
                    "level": "mail",
                }
            },
            "missing",
        ),
    ],
)
async def test_what_a_page_refuses_is_refused(office, complete, changed, code):
    here, made = await complete()
    answer = await office.ask("PUT", here, _whole(made) | changed)
    assert answer.status_code in {409, 422}, answer.text
    assert code in answer.json()["code"]
    assert (await office.get(here)).json()["mark"] == made["mark"]


async def test_who_may_vote_is_set(office, complete):
    here, made = await complete()
    asked = {"residence": "list", "places": [], "age_floor": 16, "guardian_below": None, "level": "mail"}
    answer = await office.ask("PUT", here, _whole(made) | {"conditions": asked})
    assert answer.json()["conditions"] == asked


async def test_one_program_says_the_first_word_and_none_the_second(
    office, lea, complete, program, enter, pass_days, house
):
    here, _ = await complete()
    await lea.post(f"/fr{here}/level", ANSWERS)
    assert (await office.ask("POST", f"{here}/announce")).status_code == 200
    early = await office.ask("POST", f"{here}/close", {"reason": "Terminé"})
    assert early.json()["code"] == "ballot_state"
    await pass_days(11)
    answer = await office.ask("POST", f"{here}/close", {"reason": "Terminé"}, key="un")
    assert answer.status_code == 200, answer.text
    [waits] = answer.json()["waiting"]
    assert (waits["act"], waits["reason"]) == ("ballot-close", "Terminé")
    again = await office.ask("POST", f"{here}/close", {"reason": "Terminé"}, key="un")
    assert again.headers["idempotent-replayed"] == "true"
    async with house.database.reading() as db:
        [asked] = (await db.exec(select(Approval))).all()
        assert (await db.exec(select(Ballot.closed_at))).one() is None
    assert waits["url"].endswith(f"/back-office/approvals/{asked.id}")
    publish = await office.ask("POST", f"{here}/publish", {"reason": "Compté"})
    assert publish.json()["code"] == "ballot_state"


async def test_only_the_office_comes_in_with_what_its_token_is_for(lea, complete, program, enter, house):
    here, made = await complete()
    await enter("camille", Role.AGENT)
    await enter("yanis")
    agent, resident, reader = (
        await program("camille"),
        await program("yanis"),
        await program("lea", Scope.WRITE),
    )
    assert (await agent.get(here)).status_code == 200
    assert (await agent.ask("POST", f"{here}/announce")).status_code == 403
    assert (await agent.ask("POST", f"{here}/close", {"reason": "Fini"})).status_code == 403
    assert (await resident.get(OFFICE)).status_code == 403
    assert (await resident.ask("PUT", here, _whole(made))).status_code == 403
    assert (await reader.get(here)).status_code == 403
    assert (await (await program()).get(here)).status_code == 401


def _whole(made):
    return {
        "mark": made["mark"],
        "phase": made["phase"],
        "envelopes": made["envelopes"],
        "terms": TERMS,
        **NEW,
    }
