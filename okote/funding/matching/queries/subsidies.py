"""What public partners promise or pay, by organisation and year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from okote.funding.matching.queries.commitments import NamedCommitment, commitments
from okote.funding.matching.rules.subsidies import Granted, by_year, needs_agreement
from okote.funding.partners.rules import PartnerKind
from okote.territories.models import Territory
from payments.money import Money
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Subsidy:
    """`amount` is what commitments hold: their ceilings, and what was called once a campaign is over."""

    granted: Granted
    partner: str
    holder: str
    amount: Money

    @property
    def needs_agreement(self) -> bool:
        return needs_agreement(self.amount)


async def subsidies(
    db: ReadSession,
    territory: Territory,
    *,
    holder_id: UUID | None = None,
    partner_ids: Collection[UUID] | None = None,
) -> Sequence[Subsidy]:
    """The latest year first, and the largest sum within it."""
    found = await commitments(db, territory.id, partner_ids=partner_ids, holder_id=holder_id)
    public = [one for one in found if one.partner.kind is PartnerKind.PUBLIC]
    names: Mapping[UUID, str] = {one.partner.id: one.partner.name for one in public} | {
        one.holder.id: one.holder.name for one in public
    }
    sums = by_year((_granted(one, territory), one.held) for one in public)
    ordered = sorted(sums.items(), key=lambda item: (-item[0].year, -item[1].minor, item[0]))
    return [
        Subsidy(granted, names[granted.partner], names[granted.holder], amount) for granted, amount in ordered
    ]


def _granted(one: NamedCommitment, territory: Territory) -> Granted:
    return Granted(territory.day(one.signed.signed_at).year, one.partner.id, one.holder.id)
