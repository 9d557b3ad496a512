"""Connected accounts: made once, followed as Stripe describes them, opened to their holder by a link."""

import pytest
from sqlmodel import col, func, select

from payments.operations import queries, service
from payments.operations.models import ConnectedAccount, Operation
from payments.operations.outcomes import AccountUpdated, PaymentFailed
from payments.operations.rules import StripeUnavailableError
from payments.tables import uuid7

LINK = {
    "return_url": "http://trois-rives.localhost:8000/fr/porteur",
    "refresh_url": "http://trois-rives.localhost:8000/fr/porteur/lien",
}


async def begun(office, **named):
    about = {"book": office.book, "purpose": "holder", "subject": uuid7(), "name": "Les Amis du Four"}
    return await office.ask(service.create_account, **about | named)


async def creation(office, account):
    async with office.database.reading() as db:
        return (await db.exec(select(Operation).where(Operation.subject == account.subject))).one()


async def test_an_account_is_made_once_and_told(office):
    account = await begun(office, email="four@example.org", statement="Fours d'Alsace et d'ailleurs")
    again = await begun(office, subject=account.subject)
    await office.run_jobs()

    assert again.id == account.id
    [told] = office.told
    assert told == AccountUpdated(
        book=office.book,
        purpose="holder",
        subject=account.subject,
        at=told.at,
        account_id=account.id,
        ready=False,
        payouts_enabled=False,
        due=told.due,
        code=told.code,
    )
    assert told.due
    async with office.database.reading() as db:
        known = await queries.account_of(db, "holder", account.subject)
        assert known.stripe_id.startswith("acct_")
        assert await db.scalar(select(func.count(col(Operation.id)))) == 1
    assert (await creation(office, account)).details == {
        "name": "Les Amis du Four",
        "statement_prefix": "FOURS D AL",
    }


async def test_news_of_an_account_are_told_when_they_are_news(office):
    account = await office.account()
    assert (await office.desk.refresh_account(account.id)).ready
    office.told.clear()

    await office.desk.refresh_account(account.id)
    assert office.told == []
    await office.stripe.control.post(f"accounts/{account.stripe_id}/restrict")
    restricted = await office.desk.refresh_account(account.id)

    assert (restricted.ready, restricted.code is not None) == (False, True)
    assert [(type(told), told.ready) for told in office.told] == [(AccountUpdated, False)]


async def test_an_account_that_stripe_will_not_make_is_told(office):
    account = await begun(office, name="")
    await office.run_jobs()

    [told] = office.told
    assert (told.ready, bool(told.code)) == (False, True)
    assert (await office.desk.refresh_account(account.id)).stripe_id is None


async def test_when_stripe_cannot_be_asked_an_account_stays_as_it_was_known(office):
    account = await office.account()
    await office.stripe.control.post(f"accounts/{account.stripe_id}/restrict")
    await office.stripe.control.misbehave(rate_limit=1.0)

    assert (await office.desk.refresh_account(account.id)).ready


async def test_an_account_whose_holder_left_can_no_longer_be_paid(office):
    account = await office.account()
    await office.stripe.control.post("reset")

    account = await office.desk.refresh_account(account.id)

    assert (account.ready, account.payouts_enabled, account.code) == (False, False, "resource_missing")
    assert [told.ready for told in office.outcomes(account.subject)] == [False]


async def test_each_visit_has_a_link_of_its_own(office):
    account = await office.account()

    links = [await office.desk.onboarding_link(account.id, **LINK) for _ in range(2)]

    assert len(set(links)) == 2
    assert all(link.startswith(office.stripe.url) for link in links)


async def test_a_link_for_an_account_that_is_not_made_yet_has_to_wait(office):
    account = await begun(office)

    with pytest.raises(StripeUnavailableError):
        await office.desk.onboarding_link(account.id, **LINK)


async def test_an_account_whose_making_was_interrupted_is_found_again(office):
    account = await begun(office)
    made = await creation(office, account)
    async with office.misbehaving(server_error_after=1.0):
        await office.desk.perform(made.id)
        await office.desk.perform(made.id)

    await office.desk.perform(made.id)

    async with office.database.reading() as db:
        known = await db.get_one(ConnectedAccount, account.id)
    assert known.stripe_id == (await office.operation(made)).stripe_id
    everyone = office.stripe.gateway.accounts.created(account.created_at.replace(year=2020), known.changed_at)
    assert len([one.id async for one in everyone]) <= 1


async def test_a_payment_for_an_account_that_is_not_made_waits_for_it(office):
    account = await begun(office)
    payment = await office.intended(account=account)

    assert await office.desk.checkout_url(payment.id) is None
    await office.desk.perform((await creation(office, account)).id)
    assert await office.desk.checkout_url(payment.id) is None

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentFailed]
