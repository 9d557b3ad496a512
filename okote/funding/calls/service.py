"""Writing a call, publishing it for good, and taking an application into account."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from okote.funding.calls.models import Call
from okote.funding.calls.rules import CallDetails, check_days, listed
from okote.funding.deeds import CALL, FundingDeed
from okote.funding.permissions import may_keep_calls
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.audit import note
from okote.territories.days import end_of, start_of
from okote.territories.queries import held, of_territory, one_of
from payments.sessions import ReadSession, WriteSession


async def write_call(db: WriteSession, details: CallDetails, *, by: Visitor) -> Call:
    """A draft that nobody reads but those who write calls; CallReversedError."""
    require(may_keep_calls(by))
    call = Call(territory_id=by.territory.id, created_at=await db.now(), **await _said(db, details, by))
    db.add(call)
    await db.flush()
    await note(db, by.doer, FundingDeed.CALL_WRITTEN, call)
    return call


async def change_call(
    db: WriteSession, call_id: UUID, details: CallDetails, *, publish: bool = False, by: Visitor
) -> Call:
    """Of a draft, everything; and `publish` it. CallReversedError, CallPublishedError, CallOverError."""
    require(may_keep_calls(by))
    call = await held(db, Call, by.territory.id, call_id)
    call.dates.check_draft()
    was = CALL.facts(call)
    for name, value in (await _said(db, details, by, but=call.id)).items():
        setattr(call, name, value)
    if publish:
        at = await db.now()
        call.dates.check_publishable(at)
        call.published_at = at
    deed = FundingDeed.CALL_PUBLISHED if publish else FundingDeed.CALL_CHANGED
    await note(db, by.doer, deed, call, was)
    return call


async def rewrite(db: WriteSession, call_id: UUID, text: str, *, by: Visitor) -> Call:
    """Of a call that everyone reads, what it says besides its criteria and its dates."""
    require(may_keep_calls(by))
    call = await held(db, Call, by.territory.id, call_id)
    was = CALL.facts(call)
    call.text = text
    await note(db, by.doer, FundingDeed.CALL_CHANGED, call, was)
    return call


async def remove_call(db: WriteSession, call_id: UUID, *, by: Visitor) -> None:
    """A draft that comes to nothing; CallPublishedError for what everyone has read."""
    require(may_keep_calls(by))
    call = await held(db, Call, by.territory.id, call_id)
    call.dates.check_draft()
    await note(db, by.doer, FundingDeed.CALL_REMOVED, call)
    await db.delete(call)


async def check_open(db: ReadSession, territory_id: UUID, call_id: UUID) -> None:
    """That an application can answer it now: NotFoundError, CallNotOpenError, CallClosedError."""
    call = await one_of(db, Call, territory_id, call_id)
    call.dates.check_takes_applications(await db.now())


async def _said(
    db: WriteSession, details: CallDetails, by: Visitor, *, but: UUID | None = None
) -> dict[str, Any]:
    """The columns of what was written; until everyone reads it, its address follows its title."""
    check_days(details)
    zone = by.territory.zone
    return {
        "slug": await _free_slug(db, by.territory.id, details.title, but),
        "title": details.title,
        "text": details.text,
        "criteria": "\n".join(listed(details.criteria)),
        "opens_at": start_of(details.first_day, zone),
        "closes_at": end_of(details.last_day, zone),
    }


async def _free_slug(db: WriteSession, territory_id: UUID, title: str, but: UUID | None) -> str:
    """An address that no other call of the territory has; two of the same title wait for each other."""
    wanted = slugs.slug(title)
    await db.lock(f"call-slug:{territory_id}:{wanted}")
    others = of_territory(select(Call.slug), Call.territory_id, territory_id)
    others = others.where(col(Call.slug).startswith(wanted), col(Call.id).is_distinct_from(but))
    return slugs.free(wanted, set(await db.exec(others)))
