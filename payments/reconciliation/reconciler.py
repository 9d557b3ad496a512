"""One reconciliation from its beginning to its end: read Stripe, compare, mend, compare again, add up.

Each page, each comparison and each repair is a transaction of its own, and Stripe is never asked in one. So
whatever interrupts it, the next begins anew and finds done what was done.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlmodel import col, select

from payments.failpoints import reached
from payments.gateway.errors import GatewayError, RefusedError, UnexpectedAnswerError
from payments.gateway.gateway import StripeGateway
from payments.operations.desk import Desk
from payments.operations.holding import operation_for_update
from payments.operations.models import Payment
from payments.reconciliation import queries, rules, service
from payments.reconciliation.comparing import compare
from payments.reconciliation.lines import PAGE, Reader, lines_after
from payments.reconciliation.missing import TELLERS, Teller, entries_alone, entry_alone, without_line
from payments.reconciliation.models import Difference, Reconciliation, StripeLine
from payments.reconciliation.rules import REMEDIES, Remedy
from payments.reconciliation.service import Bookkeeping
from payments.reconciliation.things import lines_of
from payments.reconciliation.totals import FOREVER, Totals, totals
from payments.sessions import UnitOfWork

log = structlog.get_logger("okote.payments")

SETTLING = timedelta(minutes=15)
"""What is younger may not have been told to us yet: longer than any retry of a call and any poll waits."""
SKEW = timedelta(hours=1)
"""Between Stripe's clock and ours."""
ROUNDS, TRIES = 3, 3
NOTHING_TRIED = UUID(int=0)


class Reconciler:
    """`house` says how the house books what Stripe moves."""

    def __init__(
        self, unit_of_work: UnitOfWork, gateway: StripeGateway, desk: Desk, house: Bookkeeping
    ) -> None:
        self.unit_of_work = unit_of_work
        self.house = house
        self._gateway = gateway
        self._desk = desk
        self._reader = Reader(unit_of_work, gateway)

    async def run(self, since: datetime | None = None, until: datetime | None = None) -> Reconciliation:
        """Of `[since, until)`; unless said, from two days before the end of the last one, until now.

        What came in the last minutes is left for the next. Raises TemporaryError and RefusedError where
        Stripe can't be read; the run then says so.
        """
        run = await self._begin(since, until)
        try:
            await self._reader.read(run.since, run.until + SETTLING + SKEW)
            reached("reconciliation.read")
            await self._compare(run)
            await self._mend(run)
            reached("reconciliation.mended")
            return await self._end(run, await self._add_up(run))
        except GatewayError as error:
            await self._stop(run, error.code)
            raise

    async def _begin(self, since: datetime | None, until: datetime | None) -> Reconciliation:
        async with self.unit_of_work() as db:
            at = await db.now()
            read_until, newest = await queries.read_until(db), at - SETTLING
            run = Reconciliation(
                since=rules.beginning(since, read_until),
                until=newest if until is None else min(until, newest),
                continuous=since is None or (read_until is not None and since <= read_until),
                begun_at=at,
            )
            db.add(run)
        return run

    async def _compare(self, run: Reconciliation) -> None:
        """Both ways: what Stripe tells of the period, then what only we do."""
        after: tuple[datetime, str] | None = None
        while page := await self._page(run, after):
            await self._look_at(run, {line.key for line in page})
            run.compared += len(page)
            run.moved_minor += sum(line.net.minor for line in page)
            after = page[-1].created_at, page[-1].id
        for teller in TELLERS:
            await self._look_for(run, teller)
        await self._look_at_entries(run)

    async def _page(self, run: Reconciliation, after: tuple[datetime, str] | None) -> Sequence[StripeLine]:
        async with self.unit_of_work() as db:
            return await lines_after(db, after, run.since, run.until, PAGE)

    async def _look_at(self, run: Reconciliation, keys: set[str]) -> None:
        async with self.unit_of_work() as db:
            book = await self.house.book(db)
            found = await compare(db, self.house.kinds, book, keys, until=run.until)
            await service.record(db, run.id, keys, found)

    async def _look_for(self, run: Reconciliation, teller: Teller) -> None:
        """What has no line here may have an older one than was read: Stripe is asked for that very thing."""
        after: tuple[datetime, str] | None = None
        while True:
            async with self.unit_of_work() as db:
                page = await without_line(db, teller, run.since, run.until, after)
            if not page:
                return
            for source in sorted({source for _, _, source in page}):
                await self._reader.read_source(source)
            await self._look_at(run, {key for _, key, _ in page})
            after = page[-1][:2]

    async def _look_at_entries(self, run: Reconciliation) -> None:
        after: tuple[UUID, UUID] | None = None
        while True:
            async with self.unit_of_work() as db:
                alone, after = await entries_alone(db, self.house.kinds, self.house.purposes, after)
                await service.record_alone(db, run.id, alone)
            if after is None:
                return

    async def _mend(self, run: Reconciliation) -> None:
        """What can be mended, then what that brings to light; each is tried once, and looked at again."""
        tried = NOTHING_TRIED
        for _ in range(ROUNDS):
            newest = tried
            async for page in self._open(after=tried):
                for difference in page:
                    await self._mend_one(difference)
                newest = page[-1].id
            async for page in self._open(after=NOTHING_TRIED):
                await self._look_again(run, page)
            if newest == tried:
                return
            tried = newest

    async def _open(self, *, after: UUID) -> AsyncIterator[Sequence[Difference]]:
        while True:
            async with self.unit_of_work() as db:
                wanted = select(Difference).where(col(Difference.ended_at).is_(None))
                wanted = wanted.where(col(Difference.id) > after).order_by(col(Difference.id))
                page = (await db.exec(wanted.limit(PAGE))).all()
            if not page:
                return
            yield page
            after = page[-1].id

    async def _mend_one(self, one: Difference) -> None:
        """What Stripe refuses to say stays open, for a person to see."""
        try:
            match REMEDIES.get(one.kind):
                case Remedy.REFRESH if one.payment_id:
                    await self._desk.refresh(one.payment_id)
                case Remedy.FIND_RETURNS if one.payment_id:
                    await self._desk.find_returns(one.payment_id)
                case Remedy.FIND_DISPUTES if one.payment_id:
                    await self._desk.find_disputes(one.payment_id)
                case Remedy.PERFORM if one.operation_id:
                    await self._made(one.operation_id)
                    await self._desk.perform(one.operation_id)
                case Remedy.MIRROR:
                    await self._mirror(one)
        except (RefusedError, UnexpectedAnswerError) as error:
            log.warning("difference not mended", difference=str(one.id), kind=one.kind, code=error.code)

    async def _made(self, operation_id: UUID) -> None:
        """Stripe has told of it, so it is looked for and not made anew, however old its key."""
        async with self.unit_of_work() as db:
            operation = await operation_for_update(db, operation_id)
            if operation.stripe_id is None:
                operation.doubtful = True
                operation.key_since = operation.key_since or await db.now()

    async def _mirror(self, one: Difference) -> None:
        async with self.unit_of_work() as db:
            payment = await db.get(Payment, one.payment_id) if one.payment_id else None
            intents = [payment.intent_id] if payment and payment.intent_id else []
            for line in await lines_of(db, keys=[one.key], intents=intents):
                await service.mirror(db, line, one.book or await self.house.book(db))
            reached("reconciliation.mirrored")

    async def _look_again(self, run: Reconciliation, page: Sequence[Difference]) -> None:
        await self._look_at(run, {one.key for one in page if one.entry_id is None})
        async with self.unit_of_work() as db:
            for one in page:
                if one.entry_id is not None:
                    alone = await entry_alone(db, self.house.kinds, self.house.purposes, one.entry_id)
                    await service.end_entry(db, one.id, alone)

    async def _add_up(self, run: Reconciliation) -> Totals | None:
        """Only of what was read from its beginning, and while no money moves."""
        if not run.continuous:
            return None
        for _ in range(TRIES):
            last = await self._gateway.balances.latest()
            await self._reader.read(run.until, FOREVER)
            held = await self._gateway.balances.retrieve()
            async with self.unit_of_work() as db:
                found = await totals(db, self.house, held.available + held.pending, run.until)
            if found is not None and await self._gateway.balances.latest() == last:
                return found
        return None

    async def _end(self, run: Reconciliation, found: Totals | None) -> Reconciliation:
        async with self.unit_of_work() as db:
            run.found, run.mended, run.open = await queries.counts(db, run)
            if found is not None:
                run.stripe_minor, run.ledger_minor = found.stripe.minor, found.ledger.minor
                run.unexplained_minor = found.unexplained.minor
            run.ended_at = await db.now()
            return await db.merge(run)

    async def _stop(self, run: Reconciliation, code: str) -> None:
        async with self.unit_of_work() as db:
            run.code, run.ended_at = code, await db.now()
            await db.merge(run)
