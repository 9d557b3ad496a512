"""Fees that nobody gives back, and VAT by month: each equal to the ledger's own account."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding import accounts
from okote.funding.closing.fees import NotRecovered, not_recovered
from okote.funding.closing.vat import Share, Taxed, taxed
from okote.identity.models import Role
from okote.web.spreadsheets import BYTE_ORDER_MARK
from payments.money import Money
from tests.okote.funding.closing.deadline import close, past_the_deadline
from tests.okote.funding.closing.test_accounted import told
from tests.okote.funding.scene import GOOD

LEDGER = "/en/back-office/ledger"
PARIS = ZoneInfo("Europe/Paris")
A, B = UUID(int=1), UUID(int=2)


def share(at, *, vat=200, whole=1_200, rate=2_000):
    return Share(uuid4(), "La conserverie", at, rate, Money(whole), Money(vat))


def test_a_month_ends_at_midnight_of_the_territory():
    last = datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC)
    found = taxed([share(last), share(last + timedelta(seconds=1)), share(last, rate=1_000)], PARIS)
    assert found == [
        Taxed(date(2026, 3, 1), 1_000, Money(1_000), Money(200)),
        Taxed(date(2026, 3, 1), 2_000, Money(1_000), Money(200)),
        Taxed(date(2026, 4, 1), 2_000, Money(1_000), Money(200)),
    ]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 17_000).map(
                lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
            ),
            st.integers(0, 10**6),
            st.integers(0, 10**6),
            st.sampled_from([0, 1_000, 2_000]),
        )
    )
)
def test_months_lose_no_cent(told):
    shares = [share(at, vat=vat, whole=vat + base, rate=rate) for at, base, vat, rate in told]
    found = taxed(shares, PARIS)
    assert sum((one.whole for one in found), Money.zero()) == sum((one.whole for one in shares), Money.zero())
    assert sum((one.vat for one in found), Money.zero()) == sum((one.vat for one in shares), Money.zero())
    assert [(one.month, one.vat_bp) for one in found] == sorted({(one.month, one.vat_bp) for one in found})


def test_each_campaign_has_the_fees_of_what_went_back():
    flows = told(
        accounts.pledge_paid(A, Money(5_000)),
        accounts.fee_taken(A, Money(100)),
        accounts.pledge_refunded(A, Money(2_000), Money(40)),
        accounts.pledge_refunded(B, Money(1_000), Money(0)),
        accounts.transferred(A, Money(700)),
    )
    assert not_recovered(flows) == {
        A: NotRecovered(Money(2_000), Money(40)),
        B: NotRecovered(Money(1_000), Money.zero()),
    }


def read(answer):
    return list(csv.DictReader(StringIO(answer.text.removeprefix(BYTE_ORDER_MARK), newline="")))


async def test_accountants_see_which_fees_nobody_gives_back(scene, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    assert "Nothing was given back" in (await ines.get(f"{LEDGER}/fees")).text
    back = await scene.pledge(1_300, card=GOOD)
    await scene.pledge(20)
    await scene.take_back(back)
    await scene.work()

    shown = (await ines.get(f"{LEDGER}/fees")).text
    (row,) = read(await ines.get(f"{LEDGER}/fees/fees.csv"))

    assert "The total is what" in shown
    assert (row["title"], row["given_back"]) == ("La conserverie du quai", "1300.00")
    assert Money.of(row["fees"]) == (await scene.balances())[accounts.FEES_NOT_RECOVERED]
    assert await scene.violations() == set()
    past = f"{LEDGER}/fees/fees.csv?first=2020-01-01&last=2020-12-31"
    assert read(await ines.get(past)) == []
    assert (await ines.get(f"{LEDGER}/fees/fees.csv?first=2020-01-01&last=2019-12-31")).status_code == 400
    assert (await (await office.enter("marc", Role.AGENT)).get(f"{LEDGER}/fees")).status_code == 403


async def test_vat_is_told_by_month_with_the_campaigns_behind_it(scene, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    assert "No share was earned" in (await ines.get(f"{LEDGER}/vat")).text
    for _ in range(3):
        await scene.pledge(1_300)
    await past_the_deadline(scene)
    await close(scene)
    await ines.arrive("ines")  # anew: more days have passed than a session lasts
    async with scene.house.database.reading() as db:
        today = (await db.now()).astimezone(PARIS).date()
    asked = f"first={today - timedelta(days=40)}&last={today}"

    shown = (await ines.get(f"{LEDGER}/vat?{asked}")).text
    (month,) = read(await ines.get(f"{LEDGER}/vat/months.csv?{asked}"))
    (closing,) = read(await ines.get(f"{LEDGER}/vat/closings.csv?{asked}"))

    assert "The total is what" in shown
    assert f"{today:%B %Y}" in shown
    held = await scene.balances()
    assert Money.of(month["vat"]) == -held[accounts.VAT] == Money.of(closing["vat"])
    assert Money.of(month["base"]) == -held[accounts.COMMISSION]
    assert (month["month"], month["rate"], month["total"]) == (f"{today:%Y-%m}", "20", "936.00")
    assert closing["title"] == "La conserverie du quai"


@pytest.mark.parametrize("wrong", ["first=2026-02-01&last=2026-01-31", "first=2020-01-01&last=2026-01-31"])
async def test_days_that_make_no_period_are_told_beside_their_field(office, wrong):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    for page in ("fees", "vat", "fec"):
        answer = await ines.get(f"{LEDGER}/{page}?{wrong}")
        assert answer.status_code == 422
        assert 'id="last-problem"' in answer.text
