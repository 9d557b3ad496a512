"""The file that a bank takes: a SEPA credit transfer initiation, pain.001.001.09 of ISO 20022, one batch.

By the customer-to-bank guidelines of the European Payments Council (EPC132-08): characters of the Latin set
alone, names of at most 70, identifiers of at most 35, charges shared.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from payments.money import Money, total

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME, TEXT, IDENTIFIER = 70, 140, 35

OTHER = dict(zip("ŒœÆæßØøĐđŁł’&–", ("OE", "oe", "AE", "ae", "ss", *"OoDdLl'+-"), strict=True))
NOT_LATIN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


@dataclass(frozen=True, slots=True)
class Transfer:
    """`reference` is what the bank says again of it; `text` is what its receiver reads."""

    reference: str
    amount: Money
    name: str
    account: str
    text: str


def latin(words: str, most: int) -> str:
    """In the characters that every bank takes: accents fall away, others are a dot; never empty."""
    spelled = "".join(OTHER.get(one, one) for one in words)
    plain = "".join(one for one in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(one))
    return " ".join(NOT_LATIN.sub(".", plain).split())[:most].strip() or "."


def written(
    *,
    message: str,
    debtor: str,
    account: str,
    execute_on: date,
    created_at: datetime,
    transfers: Sequence[Transfer],
) -> bytes:
    """`message` names the file for good: a bank refuses to take one twice."""
    document = Element("Document", xmlns=NAMESPACE)
    root = SubElement(document, "CstmrCdtTrfInitn")
    header = SubElement(root, "GrpHdr")
    _text(header, "MsgId", message[:IDENTIFIER])
    _text(header, "CreDtTm", created_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _sums(header, transfers)
    _text(SubElement(header, "InitgPty"), "Nm", latin(debtor, NAME))
    batch = SubElement(root, "PmtInf")
    _text(batch, "PmtInfId", message[:IDENTIFIER])
    _text(batch, "PmtMtd", "TRF")
    _text(batch, "BtchBookg", "true")
    _sums(batch, transfers)
    _text(batch, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _text(batch, "ReqdExctnDt/Dt", execute_on.isoformat())
    _text(batch, "Dbtr/Nm", latin(debtor, NAME))
    _text(batch, "DbtrAcct/Id/IBAN", account)
    _text(batch, "DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED")
    _text(batch, "ChrgBr", "SLEV")
    for transfer in transfers:
        _transfer(SubElement(batch, "CdtTrfTxInf"), transfer)
    text: str = tostring(document, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _sums(under: Element, transfers: Sequence[Transfer]) -> None:
    _text(under, "NbOfTxs", str(len(transfers)))
    _text(under, "CtrlSum", _decimal(total([one.amount for one in transfers], "EUR")))


def _transfer(under: Element, transfer: Transfer) -> None:
    identified = SubElement(under, "PmtId")
    _text(identified, "InstrId", transfer.reference[:IDENTIFIER])
    _text(identified, "EndToEndId", transfer.reference[:IDENTIFIER])
    amount = SubElement(SubElement(under, "Amt"), "InstdAmt", Ccy=transfer.amount.currency)
    amount.text = _decimal(transfer.amount)
    _text(under, "Cdtr/Nm", latin(transfer.name, NAME))
    _text(under, "CdtrAcct/Id/IBAN", transfer.account)
    _text(under, "RmtInf/Ustrd", latin(transfer.text, TEXT))


def _text(under: Element, path: str, text: str) -> None:
    """An element at the end of a path of new ones."""
    for name in path.split("/"):
        under = SubElement(under, name)
    under.text = text


def _decimal(amount: Money) -> str:
    return f"{amount.minor // 100}.{amount.minor % 100:02}"
