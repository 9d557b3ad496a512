"""Numbers of accounts: of the French chart, each for one nature, kept by whoever keeps the accounts."""

from html import unescape

import pytest
from sqlalchemy.exc import IntegrityError

from okote.accounting.chart.models import ChartAccount
from okote.accounting.chart.queries import accounts
from okote.accounting.chart.rules import (
    Account,
    AccountNumberTakenError,
    NotAnAccountNumberError,
    check_number,
)
from okote.accounting.chart.service import renumber
from okote.funding.bookkeeping import FAMILIES
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.errors import ForbiddenError
from okote.territories.models import Territory
from tests.okote.app_client import ADDRESS, facts

CHART = "/en/back-office/ledger/chart"
USUAL = {"vault": Account("512000", "Vault"), "till": Account("531000", "Till")}


@pytest.mark.parametrize("number", ["411", "4110000000", "802100"])
def test_three_to_ten_digits_of_a_class_are_a_number(number):
    check_number(number, [])


@pytest.mark.parametrize("number", ["", "41", "41100000000", "011000", "911000", "41A000", "４11000", "=411"])
def test_nothing_else_is(number):
    with pytest.raises(NotAnAccountNumberError):
        check_number(number, [])


def test_two_natures_have_two_numbers():
    with pytest.raises(AccountNumberTakenError):
        check_number("512000", USUAL.values())


def test_the_usual_numbers_are_such_and_each_its_own():
    numbers = [usual.number for usual in FAMILIES.values()]
    assert len({*numbers, "471000"}) == len(numbers) + 1
    for number in numbers:
        check_number(number, [])


@pytest.fixture
async def accountant(db):
    here = Territory(**facts("ledgers", "Ledgers").model_dump())
    db.add(here)
    await db.flush()
    roles = frozenset({Held(Role.ACCOUNTANT)})
    person = Person(created_at=await db.now())
    db.add(person)
    await db.flush()
    return Visitor(territory=here, language="fr", address=ADDRESS, person=person, roles=roles)


async def test_an_account_that_is_numbered_otherwise_stays_so_until_it_is_again(db, accountant):
    here = accountant.territory.id
    await renumber(db, USUAL, "till", Account("530000", "Caisse"), by=accountant)
    await renumber(db, USUAL, "till", Account("530100", "Caisse"), by=accountant)

    found = await accounts(db, here, USUAL)
    assert found == USUAL | {"till": Account("530100", "Caisse")}
    with pytest.raises(AccountNumberTakenError):
        await renumber(db, USUAL, "vault", Account("530100", "Coffre"), by=accountant)
    assert await accounts(db, here, {"vault": USUAL["vault"]}) == {"vault": USUAL["vault"]}


async def test_only_who_keeps_the_accounts_numbers_them(db, accountant):
    other = Visitor(territory=accountant.territory, language="fr", address=ADDRESS)
    with pytest.raises(ForbiddenError):
        await renumber(db, USUAL, "till", Account("530000", "Caisse"), by=other)


@pytest.mark.parametrize("wrong", [{"number": "9"}, {"label": ""}])
async def test_the_database_keeps_no_other_number(db, accountant, wrong):
    row = {"territory_id": accountant.territory.id, "family": "till", "number": "530000", "label": "Caisse"}
    db.add(ChartAccount(**(row | wrong)))
    with pytest.raises(IntegrityError):
        await db.flush()


async def test_an_accountant_numbers_an_account_and_exports_say_so(scene, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    one = f"{CHART}/operator:commission"

    refused = await ines.post(one, {"number": "445710", "label": "=Commission <b>"})
    assert refused.status_code == 422
    told = unescape(refused.text)
    assert "445710 is the number of “VAT on the platform’s share”" in told
    assert 'value="=Commission <b>"' in told

    answer = await ines.post(one, {"number": "706100", "label": "Commissions"})
    shown = (await ines.follow(answer)).text
    assert "706100" in shown
    assert ">Commissions</a>" in shown
    assert "706000" in (await ines.get(one)).text  # the usual one
    assert (await ines.get(f"{CHART}/vault")).status_code == 404
