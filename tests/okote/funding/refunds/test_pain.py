"""The file for the bank: what it says, in the order and the characters that banks take."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okote.funding.refunds.pain import NAMESPACE, NOT_LATIN, Transfer, latin, written
from payments.money import Money

TRANSFERS = [
    Transfer(
        "a" * 32, Money(20_00), "Zoë Müller-Œuvre & Cie", "DE89370400440532013000", "Association Exemple 1"
    ),
    Transfer("b" * 32, Money(1), "<b>Ada</b>", "FR1420041010050500013M02606", "Association Exemple 2"),
]


SOUND = {
    "message": "c" * 32,
    "debtor": "Association Exemple",
    "account": "FR1420041010050500013M02606",
    "execute_on": date(2026, 3, 2),
    "created_at": datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    "transfers": TRANSFERS,
}

LATIN = r"[A-Za-z0-9/\-?:().,'+ ]"
IDENTIFIER = r"(?!/)(?!.*//)" + LATIN + r"{1,35}(?<!/)"
NAME, TEXT = LATIN + r"{1,70}", LATIN + r"{1,140}"
COUNT, AMOUNT = r"[1-9][0-9]{0,14}", r"(0|[1-9][0-9]{0,8})\.[0-9]{2}"
IBAN = r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"

ACCOUNT = {"Id": {"IBAN": IBAN}}
TRANSFER = {
    "PmtId": {"InstrId": IDENTIFIER, "EndToEndId": IDENTIFIER},
    "Amt": {"InstdAmt": AMOUNT},
    "Cdtr": {"Nm": NAME},
    "CdtrAcct": ACCOUNT,
    "RmtInf": {"Ustrd": TEXT},
}
FILE = {
    "CstmrCdtTrfInitn": {
        "GrpHdr": {
            "MsgId": IDENTIFIER,
            "CreDtTm": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
            "NbOfTxs": COUNT,
            "CtrlSum": AMOUNT,
            "InitgPty": {"Nm": NAME},
        },
        "PmtInf": {
            "PmtInfId": IDENTIFIER,
            "PmtMtd": "TRF",
            "BtchBookg": "true",
            "NbOfTxs": COUNT,
            "CtrlSum": AMOUNT,
            "PmtTpInf": {"SvcLvl": {"Cd": "SEPA"}},
            "ReqdExctnDt": {"Dt": r"[0-9]{4}-[0-9]{2}-[0-9]{2}"},
            "Dbtr": {"Nm": NAME},
            "DbtrAcct": ACCOUNT,
            "DbtrAgt": {"FinInstnId": {"Othr": {"Id": "NOTPROVIDED"}}},
            "ChrgBr": "SLEV",
            "CdtTrfTxInf": TRANSFER,
        },
    }
}
"""What the guidelines ask for, in the order of the schema, which is a sequence; the last may come again.

EPC132-08, "SEPA Credit Transfer Scheme Customer-to-PSP Implementation Guidelines", which those of the CFONB
follow: characters and identifiers in 1.4, lengths and forms beside each element.
"""


def filed(**told):
    content = written(**(SOUND | told))
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    return fromstring(content)  # noqa: S314 (our own)


@pytest.fixture
def root():
    return filed()


def faults(element, asked, path=""):
    """Where an element is not as it is asked for."""
    if isinstance(asked, str):
        if len(element) or not re.fullmatch(asked, element.text or ""):
            yield f"{path} says {element.text!r}"
        return
    there, wanted = names(element), list(asked)
    wanted += [wanted[-1]] * (len(there) - len(wanted)) if wanted[-1] == "CdtTrfTxInf" else []
    if there != wanted:
        yield f"{path} holds {there}"
        return
    for child, name in zip(element, there, strict=True):
        yield from faults(child, asked[name], f"{path}/{name}")


def names(element):
    return [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]


def elements(root, path):
    return root.findall("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))


def found(root, path):
    return [one.text for one in elements(root, path)]


def test_it_is_what_the_guidelines_ask_for(root):
    assert root.tag == f"{{{NAMESPACE}}}Document"
    assert list(faults(root, FILE)) == []
    assert {one.get("Ccy") for one in root.iter(f"{{{NAMESPACE}}}InstdAmt")} == {"EUR"}


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("Cdtr/Nm", "Zo\u00eb"),
        ("Cdtr/Nm", "A" * 71),
        ("Cdtr/Nm", ""),
        ("RmtInf/Ustrd", "A" * 141),
        ("PmtId/EndToEndId", "a" * 36),
        ("PmtId/EndToEndId", "/a"),
        ("PmtId/EndToEndId", "a//b"),
        ("Amt/InstdAmt", "20.0"),
        ("Amt/InstdAmt", "20,00"),
        ("CdtrAcct/Id/IBAN", "FR14 2004"),
    ],
)
def test_what_a_bank_would_refuse_is_seen(root, where, text):
    batch = f"CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/{where}"
    elements(root, batch)[0].text = text
    assert len(list(faults(root, FILE))) == 1


def test_another_order_is_seen(root):
    batch = root[0][1]
    batch[:] = batch[::-1]
    assert len(list(faults(root, FILE))) == 1


WORDS = st.text(max_size=12).map(lambda words: words * 15) | st.text(
    st.sampled_from("ÀÉÎõŒœÆßØđŁ’&/<>– .é\u0301漢🙂\x00\n"), max_size=90
)
ONE = st.builds(
    Transfer,
    st.uuids().map(lambda one: one.hex),
    st.integers(1, 200_000_000_00).map(Money),
    WORDS,
    st.sampled_from([one.account for one in TRANSFERS]),
    WORDS,
)


@settings(max_examples=25)
@given(WORDS, st.lists(ONE, min_size=1, max_size=3))
def test_whoever_pays_whom_for_what_it_is_what_the_guidelines_ask_for(debtor, transfers):
    root = filed(debtor=debtor, transfers=transfers)
    assert list(faults(root, FILE)) == []
    one = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"
    amounts = [Decimal(each) for each in found(root, f"{one}/Amt/InstdAmt")]
    for where in ("CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf"):
        assert found(root, f"{where}/NbOfTxs") == [str(len(transfers))]
        assert found(root, f"{where}/CtrlSum") == [str(sum(amounts))]


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
