"""Taking an event in, and asking Stripe again about what it mentions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, func, inspect
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import and_, col, or_, select

from payments.failpoints import reached
from payments.gateway.events import read_event
from payments.gateway.results import Event
from payments.gateway.signatures import verify
from payments.inbox import rules
from payments.inbox.models import StripeEvent
from payments.inbox.rules import News, Remark, Source, Target
from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.service import FIND_DISPUTES, FIND_RETURNS, PERFORM, REFRESH, REFRESH_ACCOUNT
from payments.sessions import ReadSession, WriteSession
from payments.tables import uuid7

HANDLE = "payments.handle_event"

EVENTS = cast("Table", inspect(StripeEvent).local_table)

KEPT = (
    insert(EVENTS)
    .values(received_at=func.okote_now())
    .on_conflict_do_nothing(index_elements=["source", "event_id"])
    .returning(EVENTS.c.id)
)
"""Of the table and not of its rows: as many as Stripe sends are written, and none is read here."""

OF_PAYMENT = {Target.PAYMENT: REFRESH, Target.RETURNS: FIND_RETURNS, Target.DISPUTES: FIND_DISPUTES}
"""What has a payment looked at anew."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook of ours; while its secret is being replaced, both the old and the new one open it."""

    source: Source
    secrets: Sequence[str] = field(repr=False)
    livemode: bool

    def __post_init__(self) -> None:
        if not self.secrets or not all(secret.strip() for secret in self.secrets):
            raise ValueError(f"the {self.source} webhook needs its signing secret: anyone can sign with none")

    def read(self, body: bytes, signature: str | None) -> Event:
        """Raises SignatureRefusedError, UnexpectedAnswerError (no event), WrongModeError."""
        verify(body, signature, self.secrets)
        event = read_event(body)
        if event.livemode is not self.livemode:
            raise rules.WrongModeError(event=event.id)
        return event


async def keep(db: WriteSession, endpoint: Endpoint, event: Event, body: bytes) -> None:
    """Write it down with its job; of one that we already have, nothing."""
    kept = await db.scalar(
        KEPT,
        {
            "id": uuid7(),
            "source": endpoint.source,
            "event_id": event.id,
            "type": event.type,
            "livemode": event.livemode,
            "account_id": event.account,
            "body": body,
            "created_at": event.created,
        },
    )
    if kept is not None:
        reached("event.written")
        await db.defer(HANDLE, event_id=str(kept))


async def handle(db: WriteSession, event_id: UUID) -> None:
    """Have Stripe asked again about what the event mentions; once, under the event's lock."""
    event = await db.get_one(StripeEvent, event_id, with_for_update=True, populate_existing=True)
    if event.handled_at is not None:
        return
    remark = await _ask_again(db, event)
    reached("event.asked")
    event.handled_at, event.remark = await db.now(), remark


async def handle_again(db: WriteSession, event: StripeEvent) -> None:
    """Handle anew what led to nothing, once a person thinks that it now may."""
    event.remark = await _ask_again(db, event)
    event.handled_at = await db.now()


async def _ask_again(db: WriteSession, event: StripeEvent) -> Remark | None:
    target = rules.target(event.type)
    if target is None:
        return Remark.UNKNOWN_TYPE
    if target is Target.NOTHING:
        return None
    if not event.body:  # forgotten since: nothing says any more what it was about
        return Remark.UNKNOWN_OBJECT
    job = await _job(db, target, rules.news(json.loads(event.body)))
    if job is None:
        return Remark.UNKNOWN_OBJECT
    name, arguments = job
    await db.defer(name, **arguments)
    return None


async def _job(db: ReadSession, target: Target, news: News) -> tuple[str, dict[str, Any]] | None:
    """What to have done; None where we know nothing of the object.

    A refund that is none of our operations was made by hand: its payment is ours all the same.
    """
    if target is Target.ACCOUNT and (account_id := await _account(db, news)) is not None:
        return REFRESH_ACCOUNT, {"account_id": str(account_id)}
    if target not in OF_PAYMENT:
        if (operation_id := await _operation(db, news)) is not None:
            return PERFORM, {"operation_id": str(operation_id)}
        if news.object_type != "refund":
            return None
    payment_id = await _payment(db, news)
    name = OF_PAYMENT.get(target, FIND_RETURNS)
    return None if payment_id is None else (name, {"payment_id": str(payment_id)})


async def _payment(db: ReadSession, news: News) -> UUID | None:
    """By Stripe's identifiers; by our note only while the payment has not learnt of these."""
    session, intent = col(Payment.session_id), col(Payment.intent_id)
    is_session = news.object_type == "checkout.session"
    unlearnt = session.is_(None) if is_session else intent.is_(None)
    about = select(Payment.id).where(
        or_(
            session == (news.object_id or ""),
            intent == (news.intent_id or ""),
            and_(Payment.id == news.payment_id, unlearnt),
        )
    )
    return (await db.exec(about)).first()


async def _operation(db: ReadSession, news: News) -> UUID | None:
    stripe_id = col(Operation.stripe_id)
    about = select(Operation.id).where(
        or_(
            stripe_id == (news.object_id or ""),
            and_(Operation.id == news.operation_id, stripe_id.is_(None)),
        )
    )
    return (await db.exec(about)).first()


async def _account(db: ReadSession, news: News) -> UUID | None:
    about = select(ConnectedAccount.id).where(ConnectedAccount.stripe_id == (news.account_id or ""))
    return (await db.exec(about)).first()
