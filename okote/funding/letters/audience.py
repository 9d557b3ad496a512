"""Who has the letters about a campaign that can be refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlmodel import and_, col, or_, select

from okote.funding.campaigns.models import Campaign
from okote.funding.following.models import Follow
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Grant, Person, Role
from okote.platform.mail.models import MailRefusal
from payments.sessions import WriteSession

S = PledgeStatus


@dataclass(frozen=True, slots=True)
class Reader:
    """`language` is theirs, where they chose one."""

    person_id: UUID
    email: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who of those about a campaign is written to.

    With `donors`, those who gave, unless they want to hear no more of it, and without `followers` those
    alone; without, those who gave are left out even where they follow, since a letter about their money tells
    them the same. With `writers`, whoever writes for its holder besides: it is their own.
    """

    donors: bool = True
    followers: bool = True
    writers: bool = False


ALL = Audience()
NOT_DONORS = Audience(donors=False)
DONORS = Audience(followers=False)
WRITERS_TOO = Audience(writers=True)


async def readers(
    db: WriteSession,
    campaign_id: UUID,
    kind: str,
    audience: Audience,
    *,
    given_back_since: datetime,
    after: UUID | None,
    most: int,
) -> Sequence[Reader]:
    """Who of them has not refused that kind, in the order of their numbers, `after` one of them.

    Who had their money back before `given_back_since` had it at their own wish, and is no donor. Accounts
    are held: nothing is written to one that was closed just now.
    """
    here = Follow.campaign_id == campaign_id
    follow = select(Follow.person_id).where(here, col(Follow.ended_at).is_(None))
    ended = select(Follow.person_id).where(here, col(Follow.ended_at).is_not(None))
    counted = or_(
        col(Pledge.status).in_((S.IN_FORCE, S.REFUNDING)),
        and_(
            Pledge.status == S.REFUNDED,
            col(Pledge.paid_at).is_not(None),
            col(Pledge.ended_at) >= given_back_since,
        ),
    )
    gave = select(Pledge.person_id).where(Pledge.campaign_id == campaign_id, counted)
    refused = select(MailRefusal.person_id).where(MailRefusal.kind == kind)
    theirs = col(Person.id)
    among = (
        or_(theirs.in_(follow), and_(theirs.in_(gave), theirs.not_in(ended)))
        if audience.donors
        else and_(theirs.in_(follow), theirs.not_in(gave))
    )
    if not audience.followers:
        among = and_(theirs.in_(gave), theirs.not_in(ended))
    if audience.writers:
        writes = (
            select(Grant.person_id)
            .join(Campaign, col(Campaign.holder_id) == Grant.scope)
            .where(Campaign.id == campaign_id, Grant.role == Role.HOLDER, col(Grant.revoked_at).is_(None))
        )
        among = or_(among, and_(theirs.in_(writes), theirs.not_in(ended)))
    statement = select(Person.id, Person.email, Person.language).where(
        among, theirs.not_in(refused), col(Person.email).is_not(None)
    )
    if after is not None:
        statement = statement.where(theirs > after)
    statement = statement.order_by(theirs).limit(most).with_for_update(read=True, key_share=True)
    return [Reader(*row) for row in cast("Sequence[Any]", (await db.exec(statement)).all())]


async def wants(db: WriteSession, campaign_id: UUID, kind: str, person_id: UUID) -> bool:
    """Whether somebody has refused neither that kind of letter nor those about that campaign."""
    refused = select(MailRefusal.person_id).where(MailRefusal.kind == kind)
    ended = select(Follow.person_id).where(
        Follow.campaign_id == campaign_id, col(Follow.ended_at).is_not(None)
    )
    wanted = select(Person.id).where(
        Person.id == person_id, col(Person.id).not_in(refused), col(Person.id).not_in(ended)
    )
    return (await db.exec(wanted)).first() is not None
