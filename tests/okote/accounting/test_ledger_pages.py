"""What accountants read of the ledger: the trial balance of a day, and one account line by line."""

import csv
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO

import pytest

from okote.identity.models import Role
from okote.web.spreadsheets import BYTE_ORDER_MARK
from payments.ledger.rules import Posting
from payments.ledger.service import post
from payments.money import Money
from tests.okote.app_client import counting_queries, territory

LEDGER = "/en/back-office/ledger"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ACCOUNTANT)


async def moved(house, *told, slug="trois-rives"):
    """Each is (moment, from, to, cents)."""
    here = await territory(house, slug)
    async with house.database.unit_of_work() as db:
        for number, (at, source, destination, cents) in enumerate(told):
            lines = [Posting(source, destination, Money(cents))]
            key = f"{at.isoformat()}-{number}"
            await post(db, book=here.book, key=key, kind="movement", postings=lines, at=at)


def read(answer):
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="okote-')
    return list(csv.DictReader(StringIO(answer.text.removeprefix(BYTE_ORDER_MARK), newline="")))


async def test_a_day_ends_at_midnight_of_the_territory(house, ines):
    last = datetime(2026, 3, 10, 22, 59, 59, tzinfo=UTC)
    await moved(house, (last, "vault", "till", 100), (last + timedelta(seconds=1), "vault", "till", 7))

    on_day = read(await ines.get(f"{LEDGER}/balance.csv?until=2026-03-10"))
    day_after = read(await ines.get(f"{LEDGER}/balance.csv?until=2026-03-11"))

    assert [(row["account"], row["debit"], row["credit"]) for row in on_day] == [
        ("till", "1.00", "0.00"),
        ("vault", "0.00", "1.00"),
    ]
    assert [(row["debit_balance"], row["credit_balance"]) for row in day_after] == [
        ("1.07", ""),
        ("", "1.07"),
    ]
    shown = (await ines.get(f"{LEDGER}?until=2026-03-10")).text
    assert "Trial balance on 10 March 2026" in shown
    assert "€1.07" not in shown


async def test_the_totals_of_the_page_are_equal(scene, ines):
    await scene.pledge(20)

    shown = (await ines.get(LEDGER)).text

    total = shown[shown.index(">Total<") :]
    debit, credit, balance = (cell.split("</b>")[0] for cell in total.split("<b>")[1:4])
    assert debit == credit != "€0"
    assert balance == "€0"


async def test_an_account_opens_what_moved_on_it(house, ines):
    minutes = [NOON + timedelta(minutes=number) for number in range(60)]
    await moved(house, *((at, "vault", "till", 100) for at in minutes), (minutes[-1], "till", "vault", 1))

    first = (await ines.get(f"{LEDGER}/account?address=till&until=2026-03-10")).text
    assert first.count("movement") == 50
    assert "€59.99" in first
    assert "€11" not in first
    older = unescape(first).split('rel="next" href="')[1].split('"')[0]
    second = (await ines.get(older)).text
    assert second.count("movement") == 11
    assert "€11" in second
    assert "€12" not in second

    rows = read(await ines.get(f"{LEDGER}/account.csv?address=till&until=2026-03-10"))
    assert len(rows) == 61
    assert rows[0]["at"] == "2026-03-10T13:00:00+01:00"
    assert (rows[-1]["credit"], rows[-1]["debit"], rows[-1]["debit_balance"]) == ("0.01", "", "59.99")
    owed = read(await ines.get(f"{LEDGER}/account.csv?address=vault&until=2026-03-10"))
    assert (owed[-1]["debit_balance"], owed[-1]["credit_balance"]) == ("", "59.99")


async def test_another_territory_s_money_is_not_there(house, ines):
    await moved(house, (NOON, "vault", "till", 123_456), slug="val-clair")

    assert "€1,234.56" not in (await ines.get(LEDGER)).text
    assert read(await ines.get(f"{LEDGER}/balance.csv")) == []
    in_french = (await ines.get(f"/fr{LEDGER.removeprefix('/en')}/balance.csv")).text
    assert (
        in_french.strip(BYTE_ORDER_MARK + "\r\n") == "compte,nom,débit,crédit,solde débiteur,solde créditeur"
    )
    assert read(await ines.get(f"{LEDGER}/account.csv?address=till")) == []
    assert "Nothing has moved yet" in (await ines.get(f"{LEDGER}/account?address=till")).text


@pytest.mark.parametrize("until", ["yesterday", "2026-02-30", "1999-12-31", "2100-01-01", "%00"])
async def test_a_day_that_is_none_is_told_beside_its_field(ines, until):
    for path in (f"{LEDGER}?until={until}", f"{LEDGER}/account?address=till&until={until}"):
        answer = await ines.get(path)
        assert answer.status_code == 422
        assert 'id="until-problem"' in answer.text
    for path in (f"{LEDGER}/balance.csv?until={until}", f"{LEDGER}/account.csv?address=till&until={until}"):
        assert (await ines.get(path)).status_code == 400


@pytest.mark.parametrize("address", ["=1%2B1", "Till", "a::b", "till%0A", ""])
async def test_what_is_no_address_is_refused(ines, address):
    for path in ("account", "account.csv"):
        assert (await ines.get(f"{LEDGER}/{path}?address={address}")).status_code == 400


async def test_a_statement_takes_as_many_questions_for_fifty_lines_as_for_one(house, ines):
    path = f"{LEDGER}/account?address=till&until=2026-03-10"

    async def asked():
        with counting_queries(house) as said:
            await ines.get(path)
        return len(said)

    await moved(house, (NOON, "vault", "till", 100))
    await asked()
    of_one = await asked()
    await moved(house, *((NOON + timedelta(minutes=number), "vault", "till", 1) for number in range(1, 60)))
    assert await asked() == of_one


async def test_who_keeps_no_accounts_reads_none(office):
    agent = await office.enter("marc", Role.AGENT)
    for path in ("", "/balance.csv", "/account?address=till", "/account.csv?address=till"):
        assert (await agent.get(f"{LEDGER}{path}")).status_code == 403
