"""The public log of receipts for programs, and a receipt looked for in it."""

from typing import Annotated, Self

from litestar import get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from consultations.ballots import queries as ballots
from consultations.ballots.models import Receipt, ReceiptLink
from consultations.ballots.polling import queries
from consultations.ballots.polling.api import TAG, BallotId
from consultations.ballots.polling.receipts import CHECKS, listed_batch, logged, look, receipt_of
from consultations.ballots.visibility import totals_shown
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.identity.entrance import client_of
from okote.identity.limited import counted_address
from okote.identity.visitors import TheVisitor
from okote.platform.limits import hit
from okote.web.pages import AnyRequest, Reading, Writing


class ReceiptBatchFacts(Struct, frozen=True):
    """A batch of the public log."""

    number: Annotated[int, Meta(description="From 1 on.")]
    day: Annotated[str, Meta(description="On which it was told, in the territory's zone.")]
    previous_hash: Annotated[str, Meta(description="Of the batch before, or the ballot's digest.")]
    hash: Annotated[str, Meta(description="Over this batch and the one before.")]
    size: Annotated[int | None, Meta(description="How many; null until the result is published.")]

    @classmethod
    def of(cls, row: ReceiptLink, *, listed: bool) -> Self:
        return cls(
            row.number,
            row.day.isoformat(),
            row.previous_hash.hex(),
            row.hash.hex(),
            row.size if listed else None,
        )


class ReceiptLog(Struct, frozen=True):
    """The public log of a sealed ballot, the first batch first."""

    items: Annotated[list[ReceiptBatchFacts], Meta(description="All batches.")]


class ToldReceipt(Struct, frozen=True):
    """A receipt in the log."""

    receipt: Annotated[str, Meta(description="In hexadecimal digits.")]
    struck: Annotated[bool, Meta(description="Whether its voter replaced that vote.")]

    @classmethod
    def of(cls, row: Receipt) -> Self:
        return cls(row.receipt.hex(), row.struck)


class ReceiptBatch(Struct, frozen=True):
    """A batch with what stands in it."""

    batch: Annotated[ReceiptBatchFacts, Meta(description="With its hash.")]
    receipts: Annotated[list[ToldReceipt], Meta(description="Sorted, as the hash is computed.")]


class AskedReceipt(Struct, frozen=True, forbid_unknown_fields=True):
    """A receipt, or what it is made of; nothing of it is kept."""

    receipt: Annotated[str, Meta(description="64 hexadecimal digits.", max_length=200)] = ""
    choices: Annotated[str, Meta(description="As they were answered; empty is blank.", max_length=8000)] = ""
    nonce: Annotated[str, Meta(description="As it was answered.", max_length=80)] = ""


class FoundReceipt(Struct, frozen=True):
    """Where a receipt stands; in no batch, it is not told yet, or no vote has it."""

    receipt: Annotated[str, Meta(description="In hexadecimal digits.")]
    batch: Annotated[int | None, Meta(description="The batch in which it was told.")]
    struck: Annotated[int | None, Meta(description="The batch in which it was told as replaced.")]
    annulled: Annotated[str | None, Meta(description="Why two people annulled that vote, if they did.")]


class ReceiptsApi(Api):
    path = V1

    @get(
        "/ballots/{ballot_id:uuid}/receipts",
        summary="Log of receipts",
        operation_id="listReceiptBatches",
        tags=TAG,
        response_headers=FOR_EVERYONE,
    )
    async def log(self, visitor: TheVisitor, reading: Reading, ballot_id: BallotId) -> ReceiptLog:
        """Of a sealed ballot: each batch with its hash, which binds all before it."""
        row = await logged(reading, visitor.stranger, ballot_id)
        listed = totals_shown(row.ballot)
        found = await queries.all_links(reading, ballot_id)
        return ReceiptLog([ReceiptBatchFacts.of(one, listed=listed) for one in found])

    @get(
        "/ballots/{ballot_id:uuid}/receipts/{number:int}",
        summary="One batch of receipts",
        operation_id="getReceiptBatch",
        tags=TAG,
        response_headers=FOR_EVERYONE,
    )
    async def batch(
        self,
        visitor: TheVisitor,
        reading: Reading,
        ballot_id: BallotId,
        number: Annotated[int, PathParameter(description="Of the batch.")],
    ) -> ReceiptBatch:
        """Once the result is published: before, it would say how many voted."""
        row = await logged(reading, visitor.stranger, ballot_id)
        link = await listed_batch(reading, row, number)
        told = await ballots.receipts(reading, row.ballot.id, number)
        return ReceiptBatch(ReceiptBatchFacts.of(link, listed=True), [ToldReceipt.of(one) for one in told])

    @post(
        "/ballots/{ballot_id:uuid}/receipts/check",
        status_code=200,
        summary="Look for a receipt",
        operation_id="checkReceipt",
        tags=TAG,
    )
    async def check(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        data: JSONBody[AskedReceipt],
    ) -> FoundReceipt:
        """By anyone who has it; nothing of what is asked is kept."""
        await logged(db, visitor.stranger, ballot_id)
        if household := counted_address(client_of(request)):
            await hit(db, CHECKS, household)
        receipt = receipt_of(ballot_id, data.receipt, data.choices, data.nonce)
        found = await look(db, ballot_id, receipt)
        return FoundReceipt(
            found.receipt, found.told, found.struck, found.annulled.reason if found.annulled else None
        )


ROUTES = (ReceiptsApi,)
