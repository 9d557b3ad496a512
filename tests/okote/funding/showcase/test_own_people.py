"""Giving to a campaign as someone who works for its holder or for one of its partners."""

from html import unescape

import pytest
from sqlmodel import select

from okote.funding.conditions.rules import CURRENT
from okote.funding.matching.models import SignedCommitment
from okote.funding.pledges.models import Pledge
from okote.funding.terms.rules import OwnPeople
from okote.identity.models import Role

ALONE = "Partners add nothing to it"
REFUSED = "can't contribute to its campaign"


ACCEPTED = {"conditions": CURRENT.isoformat()}


@pytest.fixture
def approved(house, scene):
    """The campaign as if it had been approved with another rule."""

    async def approved(rule):
        async with house.database.unit_of_work() as db:
            (await db.merge(scene.campaign)).own_people = rule

    return approved


@pytest.fixture
def path(scene):
    return f"/en/campaigns/{scene.campaign.slug}"


async def pledge(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Pledge))).one()


async def test_who_declares_it_is_told_that_partners_add_nothing(browser, scene, house, path):
    visitor = browser()
    await visitor.arrive("camille")
    step = unescape((await visitor.get(f"{path}/pledge/you?amount=20")).text)
    assert "I work for the project's organisation" in step
    assert "partners add nothing to it" in step

    check = await visitor.get(f"{path}/pledge/check?amount=20&own-people=yes")
    assert ALONE in check.text
    assert "bring €20 to the project" in unescape(check.text)
    assert "bring €60" in unescape((await visitor.get(f"{path}/pledge/check?amount=20")).text)

    sent = {**ACCEPTED, "amount": "20", "own-people": "yes", "token": "0198c0de-0000-7000-8000-000000000001"}
    await visitor.post(f"{path}/pledge", sent)
    assert (await pledge(house)).own_people
    await visitor.post(f"{path}/pledge", {**sent, "own-people": ""})  # ticked by mistake, and not paid yet
    assert not (await pledge(house)).own_people


@pytest.mark.parametrize("role", [Role.HOLDER, Role.PARTNER])
async def test_who_acts_here_for_one_of_them_declares_nothing(browser, give_role, scene, house, path, role):
    async with house.database.reading() as db:
        partner = (await db.exec(select(SignedCommitment.partner_id).limit(1).order_by("id"))).one()
    visitor = browser()
    await visitor.arrive("nadia")
    await give_role("nadia", role, scope=scene.campaign.holder_id if role is Role.HOLDER else partner)
    step = unescape((await visitor.get(f"{path}/pledge/you?amount=20")).text)
    assert ("You act here for" in step, "I work for" in step) == (True, False)
    assert ALONE in (await visitor.get(f"{path}/outlook?amount=20")).text
    await visitor.post(f"{path}/pledge", {**ACCEPTED, "amount": "20"})
    assert (await pledge(house)).own_people


async def test_where_the_terms_match_it_it_brings_as_much_as_any(browser, scene, path, approved):
    await approved(OwnPeople.MATCHED)
    visitor = browser()
    await visitor.arrive("camille")
    check = (await visitor.get(f"{path}/pledge/check?amount=20&own-people=yes")).text
    assert ("bring €60" in unescape(check), ALONE in check) == (True, False)
    assert "counts like any other" in (await visitor.get(f"{path}/pledge/you?amount=20")).text
    assert "partners add nothing" not in (await visitor.get(path)).text


async def test_where_the_terms_refuse_it_the_sentence_says_so_beside_the_tick(
    browser, give_role, scene, house, path, approved
):
    await approved(OwnPeople.REFUSED)
    visitor = browser()
    await visitor.arrive("camille")
    refused = await visitor.get(f"{path}/pledge/check?amount=20&own-people=yes&name=Louise")
    assert (refused.status_code, unescape(refused.text).count(REFUSED)) == (422, 2)
    assert ('href="#own-people"' in refused.text, 'value="Louise"' in refused.text) == (True, True)
    assert (await visitor.post(f"{path}/pledge", {"amount": "20", "own-people": "yes"})).status_code == 422

    nadia = browser()
    await nadia.arrive("nadia")
    await give_role("nadia", Role.HOLDER, scope=scene.campaign.holder_id)
    assert REFUSED in unescape((await nadia.get(f"{path}/pledge")).text)
    answer = await nadia.post(f"{path}/pledge", {**ACCEPTED, "amount": "20"})
    assert (answer.status_code, REFUSED in unescape(answer.text)) == (422, True)
    async with house.database.reading() as db:
        assert (await db.exec(select(Pledge).order_by(Pledge.id))).all() == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [(OwnPeople.UNMATCHED, "partners add nothing to them"), (OwnPeople.REFUSED, "can't contribute")],
)
async def test_everyone_reads_what_holds_for_them(browser, path, approved, rule, said):
    await approved(rule)
    assert said in unescape((await browser().get(path)).text)
