"""What accountants read for addresses and kinds of entries."""

from urllib.parse import unquote
from uuid import uuid4

import pytest
from sqlmodel import select

from okote.funding import accounts, bookkeeping
from okote.funding.campaigns.models import Campaign
from okote.funding.partners.models import Partner
from okote.identity.models import Role
from payments.ledger.service import post
from payments.money import Money
from tests.architecture.test_postings import README
from tests.okote.app_client import counting_queries, territory

CAMPAIGN, PARTNER = uuid4(), uuid4()
SPELLED = [
    accounts.STRIPE,
    accounts.COMMISSION,
    accounts.VAT,
    accounts.STRIPE_FEES,
    accounts.FEES_NOT_RECOVERED,
    accounts.DISPUTE_FEES,
    accounts.DISPUTE_LOSSES,
    accounts.BANK,
    accounts.STRIPE_OWN_FEES,
    accounts.PUT_ASIDE,
    accounts.disputed_of(CAMPAIGN),
    accounts.to_recover(CAMPAIGN),
    accounts.owed_to_donors(CAMPAIGN),
    accounts.pledges_of(CAMPAIGN),
    accounts.fees_of(CAMPAIGN),
    accounts.due_to_holder(CAMPAIGN),
    accounts.commission_owed(CAMPAIGN),
    accounts.cheques_given(CAMPAIGN),
    accounts.cheques_held(CAMPAIGN),
    accounts.cheques_banked(CAMPAIGN),
    accounts.match_granted(PARTNER, CAMPAIGN),
    accounts.match_called_from(PARTNER, CAMPAIGN),
    accounts.match_received_from(PARTNER, CAMPAIGN),
]


def test_every_account_that_is_spelled_has_its_words():
    books = bookkeeping.BOOKKEEPING
    assert {books.family_of(address) for address in SPELLED} == set(bookkeeping.ACCOUNTS)
    assert set(books.families) == set(bookkeeping.ACCOUNTS)


def test_every_kind_of_entry_has_its_words():
    assert set(bookkeeping.BOOKKEEPING.kinds) == {kind for kind, _, _ in README}


@pytest.mark.parametrize("address", ["campaign:7:pledges", "partner:x:match:y:called"])
def test_an_address_that_is_spelled_otherwise_is_not_read(address):
    assert accounts.read(address) is None


async def names(house, *addresses):
    here = await territory(house)
    async with house.database.reading() as db:
        return await bookkeeping.BOOKKEEPING.names(db, here.id, addresses)


async def test_accounts_bear_the_names_of_campaigns_and_partners(scene):
    async with scene.house.database.reading() as db:
        partner = (await db.exec(select(Partner).where(Partner.name == "Cuisines du Ried"))).one()
    called = accounts.match_called_from(partner.id, scene.campaign.id)
    nobodys = accounts.pledges_of(uuid4())

    named = await names(scene.house, called, nobodys, "vault:gold")

    message, values = named.pop(called)
    assert message % values == "Match called from Cuisines du Ried for La conserverie du quai"
    assert named == {}


async def moved(scene, campaign: Campaign) -> None:
    here = await territory(scene.house)
    async with scene.house.database.unit_of_work() as db:
        await post(
            db,
            book=here.book,
            key=f"paid:{campaign.id}",
            kind="pledge-paid",
            postings=accounts.pledge_paid(campaign.id, Money.of("20")),
            at=await db.now(),
        )


async def another(scene, number: int) -> Campaign:
    async with scene.house.database.unit_of_work() as db:
        made = Campaign(**(scene.campaign.model_dump() | {"id": uuid4(), "slug": f"another-{number}"}))
        db.add(made)
    return made


async def test_fifty_accounts_are_named_with_as_many_questions_as_one(scene, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    pages = ("/en/back-office/ledger", "/en/back-office/ledger/entries")

    async def asked(path: str) -> int:
        with counting_queries(scene.house) as said:
            shown = (await ines.get(path)).text
        assert "Contributions to La conserverie du quai" in shown
        assert accounts.pledges_of(scene.campaign.id) in unquote(shown)
        return len(said)

    await moved(scene, scene.campaign)
    for path in pages:
        await asked(path)
    one = [await asked(path) for path in pages]
    for number in range(49):
        await moved(scene, await another(scene, number))

    assert [await asked(path) for path in pages] == one


async def test_entries_are_told_in_words(scene, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    await moved(scene, scene.campaign)

    shown = (await ines.get("/fr/back-office/ledger/entries")).text

    assert "Contribution payée" in shown
    assert "pledge-paid" not in shown
    assert "L’argent que Stripe détient" in shown
