"""Who is paid: known by one of four identifiers, once per territory, and by what Stripe says of them."""

from dataclasses import replace

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Holder
from okote.funding.campaigns.rules import CampaignState
from okote.funding.campaigns.rules.holders import IdentifierChecksumError, IdentifierUnknownError
from okote.funding.campaigns.service import HolderDetails, change_holder, connect, create_holder, take_back
from okote.funding.campaigns.service.holders import (
    HolderAnnouncedError,
    HolderExistsError,
    StatementNameError,
    on_account_updated,
)
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError, NotFoundError
from payments.operations.models import ConnectedAccount, Operation
from payments.operations.outcomes import AccountUpdated
from payments.tables import uuid7

DETAILS = HolderDetails(
    name="Les Jardins de l’Ill",
    legal_form="Association de droit local",
    identifier="tribunal judiciaire de strasbourg volume 97 folio 13",
    address="5 rue du Moulin, 67000 Rivemont",
    email="bonjour@jardins.test",
    language="fr",
    statement_name="OKOTE JARDINS",
)


async def test_an_agent_takes_in_a_holder_of_local_law(db, someone, territory):
    holder = await create_holder(db, DETAILS, by=await someone(Role.AGENT))
    assert (holder.territory_id, holder.identifier) == (territory.id, "Strasbourg, vol. 97, fol. 13")
    assert (holder.account_id, holder.account_ready) == (None, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"identifier": "123 456 789"}, IdentifierChecksumError),
        ({"identifier": "n’importe quoi"}, IdentifierUnknownError),
        ({"statement_name": "123 水"}, StatementNameError),
        ({"statement_name": "1234567890 AB"}, StatementNameError),  # a bank line keeps the figures only
    ],
)
async def test_what_cannot_be_right_is_refused(db, administrator, changes, error):
    with pytest.raises(error):
        await create_holder(db, replace(DETAILS, **changes), by=administrator)


async def test_one_organisation_is_one_holder_of_a_territory(db, administrator, someone, elsewhere):
    first = await create_holder(db, DETAILS, by=administrator)
    again = replace(DETAILS, name="Jardins", identifier="STRASBOURG, Vol. 97, Fol. 13")
    with pytest.raises(HolderExistsError):
        await create_holder(db, again, by=administrator)

    there = await create_holder(db, DETAILS, by=await someone(Role.AGENT, at=elsewhere))

    found = (await db.exec(select(Holder.id).order_by(Holder.id))).all()
    assert found == sorted([first.id, there.id])


async def test_details_are_corrected(db, administrator, holder, writer):
    corrected = await change_holder(db, holder.id, DETAILS, by=administrator)
    assert (corrected.name, corrected.identifier) == (DETAILS.name, "Strasbourg, vol. 97, fol. 13")
    with pytest.raises(ForbiddenError):
        await change_holder(db, holder.id, DETAILS, by=writer)


async def test_a_correction_does_not_make_two_holders_one(db, administrator, holder):
    await create_holder(db, DETAILS, by=administrator)
    with pytest.raises(HolderExistsError):
        await change_holder(db, holder.id, DETAILS, by=administrator)


async def test_who_is_paid_stays_while_people_have_been_told_so(db, administrator, holder, approved):
    details = HolderDetails(**{name: getattr(holder, name) for name in HolderDetails.__dataclass_fields__})
    with pytest.raises(HolderAnnouncedError):
        await change_holder(db, holder.id, replace(details, statement_name="AUTRE"), by=administrator)
    await change_holder(db, holder.id, replace(details, email="nouvelle@bocaux.test"), by=administrator)
    approved.state = CampaignState.REFUNDED
    await change_holder(db, holder.id, replace(details, statement_name="AUTRE"), by=administrator)
    assert holder.statement_name == "AUTRE"


async def test_who_is_paid_stays_while_someone_reviews_it(db, administrator, holder, submitted, writer):
    """Else whoever changes it now could approve it alone."""
    details = HolderDetails(**{name: getattr(holder, name) for name in HolderDetails.__dataclass_fields__})
    with pytest.raises(HolderAnnouncedError):
        await change_holder(db, holder.id, replace(details, statement_name="AUTRE"), by=administrator)
    await take_back(db, submitted.id, by=writer)
    await change_holder(db, holder.id, replace(details, statement_name="AUTRE"), by=administrator)
    assert holder.statement_name == "AUTRE"


async def test_an_account_is_asked_of_stripe_once(db, holder, writer, territory):
    account = await connect(db, holder.id, by=writer)
    again = await connect(db, holder.id, by=writer)

    assert (again.id, holder.account_id) == (account.id, account.id)
    assert (account.book, account.purpose, account.subject) == (territory.book, "holder", holder.id)
    asked = (await db.exec(select(Operation))).one()
    assert (asked.kind, asked.details["name"], asked.details["email"]) == (
        "create_account",
        holder.name,
        holder.email,
    )


async def test_others_do_not_connect_a_holder(db, holder, someone, elsewhere):
    with pytest.raises(ForbiddenError):
        await connect(db, holder.id, by=await someone(Role.PARTNER, scope=holder.id))
    with pytest.raises(NotFoundError):
        await connect(db, holder.id, by=await someone(Role.ADMINISTRATOR, at=elsewhere))
    assert (await db.exec(select(ConnectedAccount))).all() == []


async def test_what_stripe_says_of_an_account_is_what_a_holder_can_do(db, holder, territory):
    told = {"book": territory.book, "purpose": "holder", "subject": holder.id, "at": await db.now()}
    account = uuid7()
    for ready, pays_out in ((False, True), (True, False)):
        outcome = AccountUpdated(
            **told, account_id=account, ready=ready, payouts_enabled=pays_out, due=(), code=None
        )
        await on_account_updated(db, outcome)
        assert (holder.account_id, holder.account_ready, holder.pays_out) == (account, ready, pays_out)
