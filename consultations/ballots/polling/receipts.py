"""The public log of receipts: its batches, a receipt looked for in it, and all of it to compute again."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from consultations.ballots import queries as ballots
from consultations.ballots import rules
from consultations.ballots.models import AnnulledVote, Receipt, ReceiptLink
from consultations.ballots.polling import queries
from consultations.ballots.polling.pages import FOLDER, ONE
from consultations.ballots.rules import Mode
from consultations.ballots.visibility import totals_shown
from okote.identity.entrance import client_of
from okote.identity.limited import counted_address
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.limits import Limit, Per, hit
from okote.web.downloads import download
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page
from okote.web.pagination import PAGE, Number, numbered
from payments.errors import DomainError
from payments.sessions import ReadSession

CHOICES_MOST, NONCE_MOST, RECEIPT_MOST = 8_000, 80, 200
RECEIPT = re.compile(r"[0-9a-f]{64}")

CHECKS = Limit(
    "receipt-check",
    most=120,
    window=timedelta(hours=1),
    per=Per.ADDRESS,
    reason="A class that checks its receipts together; nobody finds a receipt by trying.",
)


class ReceiptUnreadError(DomainError):
    """Neither a receipt, nor what one is made of."""

    code = "ballot_receipt_unread"


class ReceiptsLaterError(DomainError):
    """Listed before the result is published, they would say how many voted."""

    code = "ballot_receipts_later"


@dataclass(frozen=True, slots=True)
class Looked:
    """Where a receipt stands: in no batch yet, in one, in another as struck, and whether it was annulled."""

    receipt: str
    told: int | None
    struck: int | None
    annulled: AnnulledVote | None


async def look(db: ReadSession, ballot_id: UUID, receipt: bytes) -> Looked:
    rows = await ballots.found(db, ballot_id, receipt)
    told = next((one.number for one in rows if not one.struck), None)
    struck = next((one.number for one in rows if one.struck), None)
    return Looked(receipt.hex(), told, struck, await queries.annulled(db, ballot_id, receipt))


def receipt_of(ballot_id: UUID, receipt: str, choices: str, nonce: str) -> bytes:
    """As it was pasted, or computed from what it is made of; ReceiptUnreadError."""
    pasted = "".join(receipt.lower().split())
    if RECEIPT.fullmatch(pasted):
        return bytes.fromhex(pasted)
    if pasted or not nonce:
        raise ReceiptUnreadError
    return rules.receipt(ballot_id, "".join(choices.split()), nonce.lower())


async def logged(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> queries.Listed:
    """NotFoundError of an open ballot, which has no receipts."""
    row = await queries.one(db, visitor, ballot_id)
    if row.ballot.mode is not Mode.SEALED:
        raise NotFoundError
    return row


async def listed_batch(db: ReadSession, row: queries.Listed, number: int) -> ReceiptLink:
    """One of which everyone may see what stands in it; ReceiptsLaterError."""
    link = await queries.link(db, row.ballot.id, number)
    if not totals_shown(row.ballot):
        raise ReceiptsLaterError
    return link


@get(f"{ONE}/receipts")
async def receipts(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID], number: Number = 1
) -> Response[str]:
    """Each batch with its hash; how many are in it once the result is published."""
    return await _log(request, reading, visitor, ballot_id, Form(), number=number)


@post(f"{ONE}/receipts/check")
async def look_up(
    request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
) -> Response[str]:
    """Asked with a form, so that no address and no log of a server holds what was chosen; nothing is kept."""
    row = await logged(db, visitor, ballot_id)
    form = Form(await request.form())
    pasted = form.text("receipt", most=RECEIPT_MOST, required=False)
    choices = form.text("choices", most=CHOICES_MOST, required=False)
    nonce = form.text("nonce", most=NONCE_MOST, required=False)
    if household := counted_address(client_of(request)):
        await hit(db, CHECKS, household)
    looked = None
    if form.sound:
        try:
            looked = await look(db, ballot_id, receipt_of(row.ballot.id, pasted, choices, nonce))
        except ReceiptUnreadError as error:
            form.refuse("receipt", error)
    return await _log(request, db, visitor, ballot_id, form, looked=looked)


async def _log(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    ballot_id: UUID,
    form: Form,
    *,
    number: int = 1,
    looked: Looked | None = None,
) -> Response[str]:
    row = await logged(db, visitor, ballot_id)
    return page(
        request,
        f"{FOLDER}receipts.html",
        ballot=row.ballot,
        found=numbered(await queries.links(db, ballot_id, number), number, PAGE),
        listed=totals_shown(row.ballot),
        form=form,
        looked=looked,
        ended=row.ballot.closed_at is not None,
    )


@get(f"{ONE}/receipts/{{number:int}}")
async def batch(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    ballot_id: FromPath[UUID],
    number: FromPath[int],
    sheet: Number = 1,
) -> Response[str]:
    """The receipts of a batch, in their own order."""
    row = await logged(reading, visitor, ballot_id)
    link = await listed_batch(reading, row, number)
    found = numbered(await queries.told(reading, link, sheet), sheet, queries.TOLD, name="sheet")
    return page(request, f"{FOLDER}batch.html", ballot=row.ballot, link=link, found=found)


@get(f"{ONE}/receipts/log")
async def whole_log(visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]) -> Response[Any]:
    """Each batch as its hash is computed from it, then the hash."""
    row = await logged(reading, visitor, ballot_id)
    if not totals_shown(row.ballot):
        raise ReceiptsLaterError
    told = [written(link, rows) for link, rows in await queries.log(reading, ballot_id)]
    return download("\n".join(told).encode(), "text/plain", f"receipts-{ballot_id}.txt")


def written(link: ReceiptLink, rows: list[Receipt]) -> str:
    """As `rules.link_hash` reads a batch: a line about it, a line for each receipt; then its hash."""
    head = f"{link.number} {link.ballot_id} {link.size} {link.previous_hash.hex()}"
    lines = [f"{one.receipt.hex()}{' struck' if one.struck else ''}" for one in rows]
    return "\n".join([head, *lines, f"= {link.hash.hex()}", ""])


ROUTES = (receipts, look_up, batch, whole_log)
