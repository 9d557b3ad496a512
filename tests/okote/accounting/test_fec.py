"""The file of accounting entries: as the law wants it, balanced, and equal to the trial balance."""

import csv
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.accounting.chart.rules import Account, Chart
from okote.accounting.fec import rules
from okote.accounting.fec.rules import CHARACTERS, COLUMNS, Entry, SirenMissingError
from okote.identity.models import Role
from okote.web.spreadsheets import BYTE_ORDER_MARK
from payments.ledger.rules import Posting, Turnover
from payments.ledger.service import post
from payments.money import Money
from tests.okote.app_client import territory
from tests.okote.funding.closing.deadline import close, past_the_deadline, until_settled

LEDGER = "/en/back-office/ledger"
FEC = f"{LEDGER}/fec"
FAMILIES = {
    "bank": Account("512000", "Banque"),
    "donor": Account("467100", "À restituer"),
    "sales": Account("706000", "Prestations"),
    "costs": Account("627000", "Frais"),
}
CHART = Chart(
    FAMILIES,
    Account("471000", "À classer"),
    lambda address: next((one for one in FAMILIES if address.split(":")[0] == one), None),
)


def read(text):
    return list(csv.DictReader(StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


def cents(amount):
    whole, comma, part = amount.partition(",")
    assert comma
    assert len(part) == 2
    return int(whole) * 100 + int(part)


def held(rows):
    """What each account of the file holds in the end."""
    sums = defaultdict(int)
    for row in rows:
        sums[row["CompteNum"], row["CompAuxNum"]] += cents(row["Debit"]) - cents(row["Credit"])
    return {account: minor for account, minor in sums.items() if minor}


def check(text):
    """All that auditors' own program would refuse."""
    assert text.endswith("\r\n")
    assert text.split("\r\n")[0].split("\t") == list(COLUMNS)
    rows = read(text)
    numbers = [int(row["EcritureNum"]) for row in rows]
    assert sorted(set(numbers)) == list(range(1, max(numbers, default=0) + 1))
    assert numbers == sorted(numbers)
    assert [row["EcritureDate"] for row in rows] == sorted(row["EcritureDate"] for row in rows)
    entries = defaultdict(int)
    for row in rows:
        assert row["CompteNum"][:3].isdigit()
        datetime.strptime(row["EcritureDate"], "%Y%m%d").replace(tzinfo=UTC)
        assert row["EcritureDate"] == row["PieceDate"] == row["ValidDate"]
        assert "0,00" in {row["Debit"], row["Credit"]}
        assert all(row[one] for one in ("JournalCode", "JournalLib", "CompteLib", "PieceRef", "EcritureLib"))
        entries[row["EcritureNum"]] += cents(row["Debit"]) - cents(row["Credit"])
    assert set(entries.values()) <= {0}
    return rows


def entry(*postings, names=None, **changes):
    told = {"journal": ("OD", "Divers"), "day": date(2026, 3, 1), "reference": "a", "label": "b"} | changes
    return Entry(**told, lines=rules.lines(postings, CHART, names or {}))


def file(*entries):
    return rules.heading() + "".join(rules.written(place, one) for place, one in enumerate(entries, 1))


def test_what_enters_is_debit_and_what_leaves_is_credit():
    written = file(entry(Posting("donor:7", "bank", Money(123_456)), names={"donor:7": "Dons de sept"}))

    into, out = check(written)
    assert "|".join(into.values()) == (
        "OD|Divers|1|20260301|512000|Banque|||a|20260301|b|1234,56|0,00|||20260301||"
    )
    assert (out["CompteNum"], out["CompAuxNum"], out["CompAuxLib"]) == ("467100", "donor:7", "Dons de sept")
    assert (out["Debit"], out["Credit"]) == ("0,00", "1234,56")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("one\ttwo\r\nthree|four", "one two three|four"),
        ("L’été : «\u202f12\u00a0€\u202f» — enfin", "L'été : « 12 € » - enfin"),
        ("日本", "??"),
    ],
)
def test_no_text_breaks_a_line_or_is_taken_for_a_formula(typed, told):
    written = file(entry(Posting("donor:7", "bank", Money(1)), label=typed, names={"donor:7": typed}))
    _, row = check(written.encode(CHARACTERS).decode(CHARACTERS))
    assert row["EcritureLib"] == row["CompAuxLib"] == told


def test_what_no_feature_knows_waits_to_be_classified():
    (into, _) = check(file(entry(Posting("bank", "vault:gold", Money(5)))))
    assert (into["CompteNum"], into["CompAuxNum"]) == ("471000", "vault:gold")


@pytest.mark.parametrize(("siren", "name"), [("123 456 789", "123456789FEC20261231.txt")])
def test_the_file_is_named_for_the_operator_and_the_last_day(siren, name):
    assert rules.file_name(siren, date(2026, 12, 31)) == name


@pytest.mark.parametrize("siren", ["", "12345678", "W123456789", "../123456789"])
def test_without_a_siren_there_is_no_file(siren):
    with pytest.raises(SirenMissingError):
        rules.file_name(siren, date(2026, 12, 31))


@pytest.mark.parametrize(("cost", "number"), [(30, "110000"), (170, "119000")])
def test_accounts_of_a_year_begin_the_next_at_nothing(cost, number):
    balances = {"bank": 100 - cost, "sales": -100, "costs": cost, "donor:7": 0}
    opening = rules.brought_forward(
        {one: Money(minor) for one, minor in balances.items()}, CHART, {}, result="Report"
    )
    assert [(one.account.number, one.amount.minor) for one in opening] == [
        ("512000", 100 - cost),
        (number, cost - 100),
    ]


def test_the_page_adds_up_what_the_file_says_by_number():
    opening = rules.brought_forward({"donor:1": Money(-30), "bank": Money(30)}, CHART, {}, result="Report")
    moved = {
        "donor:1": Turnover(Money(30), Money.zero()),
        "donor:2": Turnover(Money.zero(), Money(50)),
        "bank": Turnover(Money(50), Money(30)),
    }
    told = [
        (
            one.account.number,
            one.before.minor,
            one.moved.debit.minor,
            one.moved.credit.minor,
            one.balance.minor,
        )
        for one in rules.summed(opening, moved, CHART)
    ]
    assert told == [("467100", -30, 30, 50, -50), ("512000", 30, 50, 30, 50)]


ADDRESSES = st.sampled_from(["bank", "donor:1", "donor:2", "sales", "costs", "vault:gold"])
moves = st.lists(
    st.tuples(ADDRESSES, ADDRESSES, st.integers(1, 10**9)).filter(lambda move: move[0] != move[1]), max_size=8
)


@given(moves, moves)
def test_every_file_balances_and_ends_with_what_the_ledger_holds(earlier, later):
    before, after = defaultdict(int), defaultdict(int)
    for told, sums in ((earlier, (before, after)), (later, (after,))):
        for source, destination, minor in told:
            for one in sums:
                one[source] -= minor
                one[destination] += minor
    opening = rules.brought_forward(
        {one: Money(minor) for one, minor in before.items()}, CHART, {}, result="Report"
    )
    entries = [entry(Posting(source, to, Money(minor))) for source, to, minor in later]
    brought = [Entry(("AN", "À-nouveaux"), date(2026, 1, 1), "AN", "AN", opening)] if opening else []

    ends = held(check(file(*brought, *entries)))

    earned = before["sales"] + before["costs"]
    for one in ("sales", "costs"):
        after[one] -= before[one]
    expected = {
        (CHART.account(one).number, one if CHART.is_one_of_many(one) else ""): minor
        for one, minor in after.items()
    } | {("110000" if earned < 0 else "119000", ""): earned}
    assert ends == {account: minor for account, minor in expected.items() if minor}


async def test_the_file_of_a_campaign_s_life_is_its_trial_balance(scene, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    for _ in range(3):
        await scene.pledge(1_300)
    await past_the_deadline(scene)
    await close(scene)
    await until_settled(scene)
    await scene.move_clock(days=1)
    await ines.arrive("ines")  # anew: more days have passed than a session lasts
    async with scene.house.database.reading() as db:
        last = (await territory(scene.house)).day(await db.now()) - timedelta(days=1)

    asked = f"first={last - timedelta(days=300)}&last={last}"
    answer = await ines.get(f"{FEC}/file?{asked}")
    assert answer.headers["content-disposition"] == f'attachment; filename="000000000FEC{last:%Y%m%d}.txt"'
    assert answer.headers["content-type"] == "text/plain; charset=iso8859-15"
    rows = check(answer.content.decode(CHARACTERS))

    balance = (await ines.get(f"{LEDGER}/balance.csv?until={last}")).text.removeprefix(BYTE_ORDER_MARK)
    trial = {}
    for row in csv.DictReader(StringIO(balance, newline="")):
        minor = round(float(row["debit_balance"] or 0) * 100) - round(float(row["credit_balance"] or 0) * 100)
        if minor:
            trial[row["account"]] = minor
    operators = {
        "517000": "stripe:balance",
        "627810": "operator:stripe-fees",
        "706000": "operator:commission",
        "445710": "operator:vat",
    }
    assert {one or operators[number]: minor for (number, one), minor in held(rows).items()} == trial
    assert {row["JournalCode"] for row in rows} == {"BQ", "VE", "OD"}
    assert "Contributions à « La conserverie du quai »" in {row["CompAuxLib"] for row in rows}

    shown = (await ines.get(f"{FEC}?{asked}")).text
    assert f"000000000FEC{last:%Y%m%d}.txt" in shown
    assert "706000" in shown
    later = check((await ines.get(f"{FEC}/file?first={last}&last={last}")).content.decode(CHARACTERS))
    assert {row["JournalCode"] for row in later} == {"AN"}
    assert {row["CompteNum"] for row in later} >= {"110000", "517000"}


async def test_only_days_that_are_over_are_exported(house, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        today = here.day(await db.now())
        moved = [Posting("vault", "till", Money(1))]
        await post(db, book=here.book, key="k", kind="movement", postings=moved, at=await db.now())

    for typed, told in ((today, "yesterday at the latest"), ("nonsense", "Write a date")):
        refused = await ines.get(f"{FEC}?first=2026-01-01&last={typed}")
        assert refused.status_code == 422
        assert told in refused.text
        assert f'value="{typed}"' in refused.text
        assert (await ines.get(f"{FEC}/file?first=2026-01-01&last={typed}")).status_code == 400
    assert check((await ines.get(f"{FEC}/file")).content.decode(CHARACTERS)) == []
