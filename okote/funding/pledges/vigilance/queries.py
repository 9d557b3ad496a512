"""What each donor gave in twelve months, and who looked at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import IdentifierKind
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.vigilance.models import DonorReview, Outcome, VigilanceTerms
from okote.funding.pledges.vigilance.rules import ROLLING, Donor, to_look_at
from okote.identity.models import Person
from okote.territories.queries import of_territory
from payments.money import Money
from payments.sessions import ReadSession

TOTALS = text(
    """
    WITH given AS (
        SELECT CASE WHEN b.pledge_id IS NULL THEN p.person_id END AS person_id, b.kind, b.number,
               sum(p.amount_minor)::bigint AS minor, count(*) AS payments, max(p.paid_at) AS paid_at,
               (array_agg(p.id ORDER BY p.paid_at DESC, p.id DESC))[1] AS pledge_id,
               (array_agg(b.name ORDER BY p.paid_at DESC, p.id DESC))[1] AS body
          FROM pledge p LEFT JOIN pledge_body b ON b.pledge_id = p.id
         WHERE p.territory_id = :territory AND p.paid_at > :since
         GROUP BY 1, 2, 3
    )
    SELECT given.*, coalesce(person.public_name, person.email) AS name, looked.outcome, looked.at AS seen_at
      FROM given
      LEFT JOIN person ON person.id = given.person_id
      LEFT JOIN LATERAL (
          SELECT outcome, at FROM donor_review r
           WHERE r.territory_id = :territory AND r.person_id = given.person_id
          UNION ALL
          SELECT outcome, at FROM donor_review r
           WHERE r.territory_id = :territory AND r.kind = given.kind AND r.number = given.number
           ORDER BY at DESC LIMIT 1
      ) looked ON true
     WHERE looked.outcome = 'frozen'
        OR minor >= CASE WHEN given.number IS NULL THEN CAST(:person AS bigint)
                        ELSE CAST(:body AS bigint) END
     ORDER BY minor DESC, given.pledge_id
    """
)
"""One statement for all: payments of the period by their index, summed by donor, each with its latest look.

What was given back counts too: money that comes in and goes out again is what one looks for.
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A donor at a sum of the territory, or frozen."""

    donor: Donor
    name: str | None
    """None where the account is closed, or says neither name nor address."""
    total: Money
    payments: int
    paid_at: datetime
    pledge_id: UUID
    """The latest of its pledges, by which its page is found."""
    outcome: Outcome | None
    waits: bool


async def terms_of(db: ReadSession, territory_id: UUID) -> VigilanceTerms:
    return await db.get(VigilanceTerms, territory_id) or VigilanceTerms(territory_id=territory_id)


async def watched(db: ReadSession, territory_id: UUID) -> Sequence[Watched]:
    """The largest first."""
    terms = await terms_of(db, territory_id)
    asked = TOTALS.bindparams(
        territory=territory_id,
        since=await db.now() - ROLLING,
        person=terms.person_minor,
        body=terms.body_minor,
    )
    found = (await db.exec(cast("Any", asked))).mappings().all()
    return [_watched(row, terms) for row in found]


def _watched(row: Any, terms: VigilanceTerms) -> Watched:
    donor = Donor(row["person_id"], IdentifierKind(row["kind"]) if row["kind"] else None, row["number"])
    total = Money(row["minor"])
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    above = terms.person if donor.number is None else terms.body
    waits = to_look_at(
        total,
        above,
        paid_at=row["paid_at"],
        seen_at=row["seen_at"],
        frozen=outcome is Outcome.FROZEN,
    )
    name = row["name"] if donor.number is None else row["body"]
    return Watched(donor, name, total, row["payments"], row["paid_at"], row["pledge_id"], outcome, waits)


async def donor_of(db: ReadSession, pledge: Pledge) -> Donor:
    """In whose name it was given."""
    body = await db.get(PledgeBody, pledge.id)
    return Donor(pledge.person_id) if body is None else Donor(None, body.kind, body.number)


async def payments_of(
    db: ReadSession, territory_id: UUID, donor: Donor
) -> Sequence[tuple[Pledge, str, PledgeBody | None]]:
    """Of the twelve months, with the campaign of each, the latest first."""
    statement = (
        select(Pledge, Campaign.title, PledgeBody)
        .join(Campaign, col(Campaign.id) == Pledge.campaign_id)
        .outerjoin(PledgeBody, col(PledgeBody.pledge_id) == Pledge.id)
        .where(col(Pledge.paid_at) > await db.now() - ROLLING, _theirs(donor))
    )
    scoped = of_territory(statement, Pledge.territory_id, territory_id)
    rows = await db.exec(scoped.order_by(col(Pledge.paid_at).desc(), col(Pledge.id).desc()))
    return [(pledge, title, body) for pledge, title, body in rows.all()]


def _theirs(donor: Donor) -> Any:
    if donor.number is None:
        return (col(Pledge.person_id) == donor.person_id) & col(PledgeBody.pledge_id).is_(None)
    return (col(PledgeBody.kind) == donor.kind) & (col(PledgeBody.number) == donor.number)


def _of(donor: Donor) -> Any:
    if donor.number is None:
        return DonorReview.person_id == donor.person_id
    return (col(DonorReview.kind) == donor.kind) & (col(DonorReview.number) == donor.number)


async def reviews_of(
    db: ReadSession, territory_id: UUID, donor: Donor
) -> Sequence[tuple[DonorReview, str | None]]:
    """With who looked, the latest first."""
    statement = select(DonorReview, Person).join(Person, col(Person.id) == DonorReview.by)
    scoped = of_territory(statement.where(_of(donor)), DonorReview.territory_id, territory_id)
    rows = await db.exec(scoped.order_by(col(DonorReview.at).desc(), col(DonorReview.id).desc()))
    return [(review, person.public_name or person.email) for review, person in rows.all()]


def _latest(*theirs: Any) -> SelectOfScalar[str]:
    """Written once, of each kind of donor: everybody who gives is looked up."""
    looked = select(DonorReview.outcome).where(*theirs)
    scoped = of_territory(looked, DonorReview.territory_id, cast("UUID", bindparam("territory_id")))
    return scoped.order_by(col(DonorReview.at).desc(), col(DonorReview.id).desc()).limit(1)


LATEST_OF_PERSON = _latest(DonorReview.person_id == bindparam("person_id"))
LATEST_OF_BODY = _latest(DonorReview.kind == bindparam("kind"), DonorReview.number == bindparam("number"))


async def any_frozen(db: ReadSession, territory_id: UUID, *donors: Donor) -> bool:
    """Whether the latest look at one of them froze it."""
    for donor in donors:
        asked: dict[str, Any] = {"territory_id": territory_id}
        if donor.number is None:
            latest, asked["person_id"] = LATEST_OF_PERSON, donor.person_id
        else:
            latest, asked["kind"], asked["number"] = LATEST_OF_BODY, donor.kind, donor.number
        if (await db.exec(latest, params=asked)).first() is Outcome.FROZEN:
            return True
    return False


async def name_of(db: ReadSession, pledge: Pledge) -> str | None:
    """Of its donor, or of the body in whose name it was given; None where the account is closed."""
    body = await db.get(PledgeBody, pledge.id)
    if body is not None:
        return body.name
    person = await db.get_one(Person, pledge.person_id)
    return person.public_name or person.email
