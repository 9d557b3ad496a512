"""The file for the bank: what it says, in the order and the characters that banks take."""

from datetime import UTC, date, datetime
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.refunds.pain import NAMESPACE, NOT_LATIN, Transfer, latin, written
from payments.money import Money

TRANSFERS = [
    Transfer(
        "a" * 32, Money(20_00), "Zoë Müller-Œuvre & Cie", "DE89370400440532013000", "Association Exemple 1"
    ),
    Transfer("b" * 32, Money(1), "<b>Ada</b>", "FR1420041010050500013M02606", "Association Exemple 2"),
]


@pytest.fixture
def root():
    content = written(
        message="c" * 32,
        debtor="Association Exemple",
        account="FR1420041010050500013M02606",
        execute_on=date(2026, 3, 2),
        created_at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
        transfers=TRANSFERS,
    )
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    return fromstring(content)  # noqa: S314 (our own)


def names(element):
    return [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]


def found(root, path):
    return [one.text for one in root.findall("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))]


def test_its_parts_come_in_the_order_of_the_schema(root):
    """Which is a sequence: another order is refused."""
    assert root.tag == f"{{{NAMESPACE}}}Document"
    (initiation,) = root
    assert names(initiation) == ["GrpHdr", "PmtInf"]
    header, batch = initiation
    assert names(header) == ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]
    assert names(batch) == [
        *("PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt"),
        *("Dbtr", "DbtrAcct", "DbtrAgt", "ChrgBr", "CdtTrfTxInf", "CdtTrfTxInf"),
    ]
    assert names(batch[-1]) == ["PmtId", "Amt", "Cdtr", "CdtrAcct", "RmtInf"]


def test_it_counts_and_sums_what_is_in_it(root):
    for where in ("CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf"):
        assert found(root, f"{where}/NbOfTxs") == ["2"]
        assert found(root, f"{where}/CtrlSum") == ["20.01"]
    one = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"
    assert found(root, f"{one}/Amt/InstdAmt") == ["20.00", "0.01"]
    assert found(root, f"{one}/CdtrAcct/Id/IBAN") == [each.account for each in TRANSFERS]
    assert found(root, f"{one}/PmtId/EndToEndId") == ["a" * 32, "b" * 32]


def test_names_are_in_the_characters_that_every_bank_takes(root):
    where = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Cdtr/Nm"
    assert found(root, where) == ["Zoe Muller-OEuvre + Cie", ".b.Ada./b."]


@given(st.text(max_size=200))
def test_whatever_a_name_is_it_can_be_written(words):
    spelled = latin(words, 70)
    assert 0 < len(spelled) <= 70
    assert not NOT_LATIN.search(spelled)
