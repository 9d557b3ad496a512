"""A cheque from its announcement to the holder or back: who takes which step, and what counts when."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import func, select

from okote.funding.campaigns.rules import CampaignEndedError, CampaignState
from okote.funding.cheques import queries, service
from okote.funding.cheques.invariants import INVARIANTS
from okote.funding.cheques.models import Cheque
from okote.funding.cheques.rules import (
    ChequeCountsError,
    ChequeMovedOnError,
    ChequeNotDueError,
    ChequesNotTakenError,
    ChequeState,
    Errand,
    SecondPersonError,
)
from okote.funding.closing.invariants import INVARIANTS as OF_CLOSINGS
from okote.funding.partners.models import Partner
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.invariants import INVARIANTS as OF_PLEDGES
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import OwnPeopleRefusedError, PledgeStatus
from okote.funding.pledges.service import cancel
from okote.funding.pledges.vigilance.models import Outcome
from okote.funding.pledges.vigilance.rules import DonorFrozenError
from okote.funding.pledges.vigilance.service import look_at
from okote.funding.progress.queries import given_to
from okote.funding.terms.rules import OwnPeople
from okote.identity.models import Person, Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from payments.ledger.queries import balances
from payments.money import Money
from tests.okote.funding.cheques.steps import CHEQUE, COMPANY, confirmed, paper, told
from tests.okote.funding.scene import commit

S = ChequeState


pytestmark = pytest.mark.usefixtures("taken")


@pytest.fixture(autouse=True)
async def everything_holds(db):
    """After each story, all that must hold does."""
    yield
    assert [
        one.invariant.name for one in await violations(db, (*INVARIANTS, *OF_PLEDGES, *OF_CLOSINGS))
    ] == []


async def raised(db, campaign):
    given = (await given_to(db, [campaign.id]))[campaign.id]
    return given.pledged, given.donors


async def held_in_ledger(db, campaign, territory):
    found = await balances(db, territory.book)
    return {address.split(":")[-1]: sum_ for address, sum_ in found.items() if sum_}


async def steps(db, cheque):
    return [one.state for one in await queries.steps(db, cheque.id)]


async def errand(db, cheque):
    return (await queries.cheque(db, cheque.territory_id, cheque.id)).errand


async def test_it_counts_once_a_second_person_has_seen_it(db, territory, live_campaign, donor, agents):
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    assert await errand(db, cheque) is Errand.RECEIVE
    await service.receive(db, cheque.id, paper(Money.of(140)), by=agents[0])
    assert await errand(db, cheque) is Errand.CONFIRM
    assert await raised(db, live_campaign) == (Money.zero(), 0)

    await service.confirm(db, cheque.id, by=agents[1])

    assert await raised(db, live_campaign) == (Money.of(140), 1)
    assert await held_in_ledger(db, live_campaign, territory) == {
        "cheques-given": -Money.of(140),
        "cheques-held": Money.of(140),
    }
    pledge = await db.get_one(Pledge, cheque.pledge_id)
    assert pledge.by_cheque
    assert not pledge.says_something
    assert await steps(db, cheque) == [S.ANNOUNCED, S.RECEIVED, S.HELD]
    assert await errand(db, cheque) is Errand.HOLD


async def test_one_person_alone_makes_nothing_count(db, live_campaign, donor, agents, administrator):
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    await service.receive(db, cheque.id, paper(), by=agents[0])
    with pytest.raises(SecondPersonError):
        await service.confirm(db, cheque.id, by=agents[0])
    own = await service.announce(db, live_campaign.id, told(), by=administrator)
    await service.receive(db, own.id, paper(), by=agents[0])
    with pytest.raises(SecondPersonError):
        await service.confirm(db, own.id, by=administrator)
    for step in (service.receive(db, cheque.id, paper(), by=donor), service.confirm(db, cheque.id, by=donor)):
        with pytest.raises(ForbiddenError):
            await step


async def test_an_agent_enters_what_somebody_brings(db, live_campaign, donor, agents):
    first, second = agents
    told_of = [told(drawer="Ada Kern"), told(drawer="ADA KERN"), told(drawer="Jean Roth")]
    brought = [
        await service.enter(db, live_campaign.id, one, paper(), "ada@example.test", by=first)
        for one in told_of
    ]
    again = await service.enter(db, live_campaign.id, told_of[0], paper(), None, by=first)

    assert again is brought[0]
    assert brought[0].person_id == brought[1].person_id != brought[2].person_id
    assert await steps(db, brought[0]) == [S.ANNOUNCED, S.RECEIVED]
    assert (await db.get_one(Person, brought[0].person_id)).email == "ada@example.test"
    with pytest.raises(SecondPersonError):
        await service.confirm(db, brought[0].id, by=first)
    for one in brought:
        await service.confirm(db, one.id, by=second)
    assert await raised(db, live_campaign) == (CHEQUE + CHEQUE + CHEQUE, 2)


async def test_a_name_on_a_cheque_proves_nothing_about_an_account(db, live_campaign, donor, agents):
    announced = await service.announce(db, live_campaign.id, told(), by=donor)
    brought = await service.enter(db, live_campaign.id, told(), paper(), None, by=agents[0])
    assert announced.person_id != brought.person_id


async def test_the_same_form_is_the_same_cheque(db, live_campaign, donor):
    form = told()
    first = await service.announce(db, live_campaign.id, form, by=donor)
    assert await service.announce(db, live_campaign.id, form, by=donor) is first
    assert (await db.exec(select(func.count()).select_from(Cheque))).one() == 1


async def test_what_came_too_late_does_not_count_and_goes_back(db, live_campaign, donor, agents):
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    await service.receive(db, cheque.id, paper(), by=agents[0])
    live_campaign.ends_at = await db.now() - timedelta(seconds=1)
    live_campaign.state = CampaignState.CLOSING
    await db.flush()

    with pytest.raises(CampaignEndedError):
        await service.confirm(db, cheque.id, by=agents[1])
    with pytest.raises(CampaignEndedError):
        await service.announce(db, live_campaign.id, told(), by=donor)
    assert await errand(db, cheque) is Errand.GIVE_BACK
    await service.give_back(db, cheque.id, "Par la poste", by=agents[1])
    assert await steps(db, cheque) == [S.ANNOUNCED, S.RECEIVED, S.GIVEN_BACK]
    live_campaign.ends_at = await db.now() + timedelta(days=9)
    live_campaign.state = CampaignState.LIVE


async def test_a_donor_takes_it_back_while_the_campaign_runs(db, territory, live_campaign, donor, agents):
    cheque = await confirmed(db, live_campaign, donor, agents)
    with pytest.raises(ChequeCountsError):
        await service.give_back(db, cheque.id, "", by=agents[0])

    await cancel(db, cheque.pledge_id, by=donor)

    assert await raised(db, live_campaign) == (Money.zero(), 0)
    assert await errand(db, cheque) is Errand.GIVE_BACK
    await service.give_back(db, cheque.id, "Au guichet", by=agents[0])
    assert (await db.get_one(Pledge, cheque.pledge_id)).status is PledgeStatus.REFUNDED
    assert await held_in_ledger(db, live_campaign, territory) == {}
    with pytest.raises(ChequeMovedOnError):
        await service.give_back(db, cheque.id, "", by=agents[0])


async def test_the_holder_has_it_once_the_campaign_has_succeeded_and_no_sooner(
    db, live_campaign, donor, agents
):
    cheque = await confirmed(db, live_campaign, donor, agents)
    with pytest.raises(ChequeNotDueError):
        await service.bank(db, cheque.id, by=agents[0])
    with pytest.raises(ChequeMovedOnError):
        await service.bounce(db, cheque.id, "", by=agents[0])


async def test_who_announced_it_says_that_it_does_not_come(db, live_campaign, donor, agents, someone):
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    with pytest.raises(NotFoundError):
        await service.withdraw(db, cheque.id, by=await someone())
    await service.withdraw(db, cheque.id, by=donor)
    assert await errand(db, cheque) is None
    await service.receive(db, cheque.id, paper(), by=agents[0])  # it was in the post already
    with pytest.raises(ChequeMovedOnError):
        await service.withdraw(db, cheque.id, by=donor)


async def test_own_people_give_by_cheque_as_the_terms_say(db, live_campaign, donor, agents):
    cheque = await confirmed(db, live_campaign, donor, agents, own_people=True)
    assert (await db.get_one(Pledge, cheque.pledge_id)).own_people
    refused = await service.announce(db, live_campaign.id, told(own_people=True), by=donor)
    await service.receive(db, refused.id, paper(), by=agents[0])
    before, live_campaign.own_people = live_campaign.own_people, OwnPeople.REFUSED
    with pytest.raises(OwnPeopleRefusedError):
        await service.confirm(db, refused.id, by=agents[1])
    with pytest.raises(OwnPeopleRefusedError):
        await service.announce(db, live_campaign.id, told(own_people=True), by=donor)
    live_campaign.own_people = before


async def test_a_frozen_donor_gives_no_cheque_either(db, live_campaign, donor, agents, administrator):
    counts = await confirmed(db, live_campaign, donor, agents)
    waits = await service.announce(db, live_campaign.id, told(), by=donor)
    await service.receive(db, waits.id, paper(), by=agents[0])
    await look_at(db, counts.pledge_id, Outcome.FROZEN, "À vérifier", by=administrator)
    with pytest.raises(DonorFrozenError):
        await service.announce(db, live_campaign.id, told(), by=donor)
    with pytest.raises(DonorFrozenError):
        await service.confirm(db, waits.id, by=agents[1])
    await service.give_back(db, waits.id, "Au guichet", by=agents[1])
    assert await raised(db, live_campaign) == (CHEQUE, 1)


async def test_a_territory_may_take_none(db, live_campaign, donor, agents, taken):
    taken.takes_cheques = False
    with pytest.raises(ChequesNotTakenError):
        await service.announce(db, live_campaign.id, told(), by=donor)
    with pytest.raises(ChequesNotTakenError):
        await service.enter(db, live_campaign.id, told(), paper(), None, by=agents[0])


async def test_another_territory_s_cheque_is_not_found(db, live_campaign, donor, elsewhere, someone):
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    stranger = await someone(Role.AGENT, at=elsewhere)
    for step in (
        service.receive(db, cheque.id, paper(), by=stranger),
        service.confirm(db, cheque.id, by=stranger),
        service.give_back(db, cheque.id, "", by=stranger),
        service.withdraw(db, cheque.id, by=stranger),
    ):
        with pytest.raises(NotFoundError):
            await step
    assert await queries.by_reference(db, elsewhere.id, cheque.reference) is None


async def test_a_reference_is_found_however_it_is_written(db, territory, live_campaign, donor):
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    typed = f" {cheque.reference[:3].lower()} {cheque.reference[3:]}"
    found = await queries.by_reference(db, territory.id, typed)
    assert found.cheque is cheque


async def test_lists_say_what_waits_for_an_agent(db, territory, live_campaign, donor, agents):
    on_its_way = await service.announce(db, live_campaign.id, told(), by=donor)
    here = await service.announce(db, live_campaign.id, told(), by=donor)
    await service.receive(db, here.id, paper(), by=agents[0])
    counts = await confirmed(db, live_campaign, donor, agents)

    found = await queries.errands(db, territory.id)

    assert {errand: [one.cheque.id for one in of] for errand, of in found.items()} == {
        Errand.RECEIVE: [on_its_way.id],
        Errand.CONFIRM: [here.id],
        Errand.HOLD: [counts.id],
    }
    assert await queries.to_do(db, territory.id) == 1


async def test_what_happened_to_a_cheque_stays(db, live_campaign, donor):
    await service.announce(db, live_campaign.id, told(), by=donor)
    for statement in ("UPDATE cheque_step SET note = 'x'", "DELETE FROM cheque_step"):
        with pytest.raises(DBAPIError):
            async with db.begin_nested():
                await db.exec(text(statement))


@pytest.mark.parametrize(
    "wrong", ["amount_minor = 0", "state = 'held'", "number = '7'", "drawer = ''", "state = 'received'"]
)
async def test_the_database_keeps_no_other_cheque(db, live_campaign, donor, wrong):
    await service.announce(db, live_campaign.id, told(), by=donor)
    with pytest.raises(IntegrityError):
        async with db.begin_nested():
            await db.exec(text("UPDATE cheque SET " + wrong))  # noqa: S608 (of this module's own)


async def test_a_companys_cheque_is_a_pledge_of_that_company(db, live_campaign, donor, agents, administrator):
    cheque = await confirmed(db, live_campaign, donor, agents, body=COMPANY)
    pledge = await db.get_one(Pledge, cheque.pledge_id)
    body = await db.get_one(PledgeBody, pledge.id)
    assert (body.name, body.legal_form, body.identifier) == (
        COMPANY.name,
        COMPANY.legal_form,
        COMPANY.identifier,
    )
    assert body.declared_at == cheque.created_at
    await look_at(db, pledge.id, Outcome.FROZEN, "À vérifier", by=administrator)
    assert await service.announce(db, live_campaign.id, told(), by=donor), "in their own name they may"
    with pytest.raises(DonorFrozenError):
        await service.announce(db, live_campaign.id, told(body=COMPANY), by=agents[0])
    with pytest.raises(DonorFrozenError):
        await service.enter(db, live_campaign.id, told(body=COMPANY), paper(), None, by=agents[0])


async def test_a_partner_that_gives_by_cheque_is_one_of_its_own_people(
    db, live_campaign, donor, agents, administrator
):
    await commit(db, live_campaign, "Cuisines du Ried", PartnerKind.PRIVATE, administrator.person)
    partner = (await db.exec(select(Partner))).one()
    known = await service.announce(db, live_campaign.id, told(body=COMPANY), by=donor)
    partner.siren = COMPANY.identifier.number
    own = await service.announce(db, live_campaign.id, told(body=COMPANY), by=donor)
    assert (known.own_people, own.own_people) == (False, True)
    before, live_campaign.own_people = live_campaign.own_people, OwnPeople.REFUSED
    for give in (
        lambda: service.announce(db, live_campaign.id, told(body=COMPANY), by=donor),
        lambda: service.enter(db, live_campaign.id, told(body=COMPANY), paper(), None, by=agents[0]),
    ):
        with pytest.raises(OwnPeopleRefusedError):
            await give()
    live_campaign.own_people = before
