"""What partners add because of one pledge: a report in the order of payments, never a state."""

from collections.abc import Sequence
from dataclasses import dataclass

from okote.funding.campaigns.models import Campaign
from okote.funding.matching.rules import Standing, brings
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import counted, what_is_brought
from okote.funding.pledges.rules.brought import Brought
from okote.funding.progress.queries import Backing, Given, given_by, given_to
from okote.funding.terms.rules import Terms
from payments.money import Money
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Bringing:
    """Of each partner, where it stood before, what it adds, and where it stands `after`.

    `counted` is whether partners look at it at all.
    """

    pledge: Money
    terms: Terms
    backings: Sequence[Backing]
    added: Sequence[Money]
    after: Sequence[Standing]
    counted: bool
    for_a_body: bool

    @property
    def brought(self) -> Brought:
        return what_is_brought(self.terms, self.pledge, self.added)


def bringing(
    campaign: Campaign, given: Given, amount: Money, *, already: Money, own: bool, for_a_body: bool
) -> Bringing:
    """Upon what is `given`, of which `already` by the same donor; `own` people may bring nothing."""
    count = counted(campaign.takes_own_people, own=own)
    after = given.matching.with_pledge(amount, given=already, counted=count)
    return Bringing(
        pledge=amount,
        terms=campaign.terms,
        backings=given.backings,
        added=brings(given.matching, amount, given=already, counted=count),
        after=after.standings(),
        counted=count,
        for_a_body=for_a_body,
    )


async def brought_by(db: ReadSession, campaign: Campaign, pledge: Pledge) -> Bringing:
    """Upon what was paid before it and is still in force, whatever came since. It knows its body."""
    given = (await given_to(db, [campaign.id], before=pledge))[campaign.id]
    body = pledge.body.identifier if pledge.body else None
    already = await given_by(db, campaign.id, pledge.person_id, body, before=pledge)
    own, for_a_body = pledge.own_people, body is not None
    return bringing(campaign, given, pledge.amount, already=already, own=own, for_a_body=for_a_body)
