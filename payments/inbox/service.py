"""Taking an event in, and asking Stripe again about what it mentions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, func, inspect
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import and_, col, or_, select, update

from payments.failpoints import reached
from payments.gateway.events import read_event
from payments.gateway.results import Event
from payments.gateway.signatures import verify
from payments.inbox import rules
from payments.inbox.models import StripeEvent
from payments.inbox.rules import News, Remark, Source, Target
from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.service import (
    FIND_DISPUTES,
    FIND_RETURNS,
    PERFORM,
    REFRESH,
    REFRESH_ACCOUNT,
    refresh_soon,
)
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

SUBJECTS = {
    REFRESH_ACCOUNT: "account_id",
    PERFORM: "operation_id",
    FIND_RETURNS: "payment_id",
    FIND_DISPUTES: "payment_id",
}
"""What each job calls what it is about."""

OF_PAYMENT = {Target.PAYMENT: REFRESH, Target.RETURNS: FIND_RETURNS, Target.DISPUTES: FIND_DISPUTES}
"""What has a payment looked at anew."""


class Asked(NamedTuple):
    """A job, and the row of ours that it is about."""

    job: str
    subject: UUID


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


@dataclass(frozen=True, slots=True, eq=False)
class Arrived:
    """An event that Stripe has signed, and its body byte for byte."""

    source: Source
    event: Event
    body: bytes = field(repr=False)

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "id": uuid7(),
            "source": self.source,
            "event_id": self.event.id,
            "type": self.event.type,
            "livemode": self.event.livemode,
            "account_id": self.event.account,
            "body": self.body,
            "created_at": self.event.created,
        }


async def keep(db: WriteSession, arrived: Sequence[Arrived]) -> None:
    """Write them down with their jobs; of those that we already have, nothing."""
    written = await db.exec(cast("Any", KEPT), params=[one.columns for one in arrived])
    kept = written.scalars().all()
    if kept:
        reached("event.written")
        await db.defer_all(HANDLE, [{"event_id": str(event_id)} for event_id in kept])


async def handle(db: WriteSession, event_id: UUID, *, along: int = 0) -> None:
    """Have Stripe asked again about what the event mentions; once, under the event's lock.

    So many others whose jobs wait are handled with it, and their jobs are done.
    """
    others = await db.take_along(HANDLE, most=along) if along else []
    ids = [event_id, *(UUID(one["event_id"]) for one in others)]
    told = select(StripeEvent).where(col(StripeEvent.id).in_(ids), col(StripeEvent.handled_at).is_(None))
    events = (await db.exec(told.order_by(col(StripeEvent.id)).with_for_update())).all()
    remarks = await _ask_again(db, events)
    reached("event.asked")
    for remark in set(remarks):
        alike = [event.id for event, made in zip(events, remarks, strict=True) if made is remark]
        handled = update(StripeEvent).where(col(StripeEvent.id).in_(alike))
        await db.exec(handled.values(handled_at=func.okote_now(), remark=remark))


async def handle_again(db: WriteSession, event: StripeEvent) -> None:
    """Handle anew what led to nothing, once a person thinks that it now may."""
    [event.remark] = await _ask_again(db, [event])
    event.handled_at = await db.now()


async def _ask_again(db: WriteSession, events: Sequence[StripeEvent]) -> list[Remark | None]:
    """Why each leads to nothing, if it does. What several say of the same is asked once."""
    told = [_told(event) for event in events]
    payments = await _payments(db, [news for news in told if isinstance(news, News)])
    due = [
        await _due(db, event.type, news, payments.get(news)) if isinstance(news, News) else news
        for event, news in zip(events, told, strict=True)
    ]
    asked = dict.fromkeys(one for one in due if isinstance(one, Asked))
    await refresh_soon(db, [one.subject for one in asked if one.job == REFRESH])
    for one in asked:
        if one.job != REFRESH:
            await db.defer(one.job, **{SUBJECTS[one.job]: str(one.subject)})
    return [None if isinstance(one, Asked) else one for one in due]


def _told(event: StripeEvent) -> News | Remark | None:
    """What it is about; or why it leads to nothing, which may be as it should."""
    target = rules.target(event.type)
    if target is None:
        return Remark.UNKNOWN_TYPE
    if target is Target.NOTHING:
        return None
    if not event.body:  # forgotten since: nothing says any more what it was about
        return Remark.UNKNOWN_OBJECT
    return rules.news(json.loads(event.body))


async def _due(db: ReadSession, event_type: str, news: News, payment_id: UUID | None) -> Asked | Remark:
    """What to have done; a remark where we know nothing of the object.

    A refund that is none of our operations was made by hand: its payment is ours all the same.
    """
    target = rules.target(event_type)
    if target is Target.ACCOUNT and (account_id := await _account(db, news)) is not None:
        return Asked(REFRESH_ACCOUNT, account_id)
    job = FIND_RETURNS if target is None else OF_PAYMENT.get(target, FIND_RETURNS)
    if target not in OF_PAYMENT:
        if (operation_id := await _operation(db, news)) is not None:
            return Asked(PERFORM, operation_id)
        if news.object_type != "refund":
            return Remark.UNKNOWN_OBJECT
    return Remark.UNKNOWN_OBJECT if payment_id is None else Asked(job, payment_id)


async def _payments(db: ReadSession, told: Sequence[News]) -> dict[News, UUID]:
    """By Stripe's identifiers; by our note only while the payment has not learnt of these."""
    sessions = {news.object_id for news in told if news.object_id}
    intents = {news.intent_id for news in told if news.intent_id}
    noted = {news.payment_id for news in told if news.payment_id}
    about = select(Payment.id, Payment.session_id, Payment.intent_id).where(
        or_(
            col(Payment.session_id).in_(sessions),
            col(Payment.intent_id).in_(intents),
            col(Payment.id).in_(noted),
        )
    )
    found = (await db.exec(about)).all() if told else []
    return {news: payment[0] for news in told for payment in found if news.concerns(*payment)}


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
