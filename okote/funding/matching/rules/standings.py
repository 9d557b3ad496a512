"""What partners owe on what residents have in force: pure arithmetic on whole cents.

A function of sums over donors, so neither the order of the pledges nor how a donor splits them changes it,
and a refund changes it by itself (funding.md, 5.1, 5.4 and 5.13). Partners add in a fixed order:

1. per euro: the rate on the donors' matchable parts, floored once, up to the ceiling;
2. lumps: the whole sum if residents alone fulfil the condition, else nothing;
3. completions: what residents, 1 and 2 leave missing to the goal, among the partners whose condition
   residents alone fulfil, up to each one's ceiling. Where their ceilings together exceed what is missing,
   it is shared in proportion to the ceilings as signed by largest remainder, equal remainders in the order
   of the partners' identifiers (funding.md, 5.2), so that the parts make the whole and nobody who lowers a
   ceiling since leaves a part of theirs to another.

Nobody adds on top of what another adds: 1 and 2 never read a match, and 3 only leaves room for them. So
one more pledge never lowers what a campaign has raised, though a completing partner may then pay less of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from okote.funding.matching.rules.promises import Commitment, Completion, Condition, Lump, Measure, PerEuro
from okote.funding.partners.rules import PartnerKind
from payments.money import Money, total

Donor = tuple[UUID, str | None]
"""A person, and the identifier of the body in whose name they give; none for their own."""

ByDonor = Mapping[Donor, Money]
"""What each donor has in force on one campaign, all pledges of that donor together."""


@dataclass(frozen=True, slots=True)
class Pledged:
    """What residents have in force on one campaign.

    `uncounted` is what the holder's and the partners' own people gave where the territory's rule keeps it
    from partners: it is raised, but it fulfils no condition and no match is owed on it, so that nobody sets
    off their own match (funding.md, 5.8). `donors` are those of the `counted` part.
    """

    counted: Money
    donors: int
    uncounted: Money

    @property
    def all(self) -> Money:
        return self.counted + self.uncounted

    def missing(self, condition: Condition, goal: Money) -> int:
        """How many people, or cents, more fulfil a condition; zero once it is fulfilled.

        Nothing fulfils none, whatever the goal is.
        """
        if condition.measure is Measure.DONORS:
            return max(condition.least - self.donors, 0)
        least = max(condition.amount(goal).minor, 1)
        return max(least - self.counted.minor, 0)


@dataclass(frozen=True, slots=True)
class Match:
    """What one partner adds, by its commitment."""

    commitment: UUID
    partner: UUID
    kind: PartnerKind
    amount: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a commitment stands: what is `owed`, and how many cents or people its condition still lacks."""

    commitment: Commitment
    owed: Money
    missing: int = 0

    @property
    def match(self) -> Match:
        return Match(self.commitment.id, self.commitment.partner, self.commitment.kind, self.owed)


@dataclass(frozen=True, slots=True)
class Matching:
    """All that partners promise one campaign, upon what residents have in force.

    `bases` are the commitments, each with the matchable parts of the donors, summed.
    """

    goal: Money
    pledged: Pledged
    bases: Sequence[tuple[Commitment, Money]] = ()

    def standings(self) -> list[Standing]:
        """In the order of `bases`."""
        first = [self._before_completion(commitment, base) for commitment, base in self.bases]
        raised = self.pledged.all + total([standing.owed for standing in first], self.goal.currency)
        missing = max(self.goal - raised, Money.zero(self.goal.currency))
        completed = _shared(missing, [one.commitment for one in first if _completes(one)])
        return [replace(one, owed=completed.get(one.commitment.id, one.owed)) for one in first]

    def _before_completion(self, commitment: Commitment, base: Money) -> Standing:
        promise, nothing = commitment.promise, Money.zero(self.goal.currency)
        if isinstance(promise, PerEuro):
            return Standing(commitment, min(promise.of(base), commitment.ceiling))
        missing = self.pledged.missing(promise.condition, self.goal)
        due = commitment.ceiling if isinstance(promise, Lump) and not missing else nothing
        return Standing(commitment, due, missing)

    def with_pledge(self, pledge: Money, *, given: Money, counted: bool) -> "Matching":
        """As it is after one more pledge; `given` is what counts of what its donor has in force already."""
        if not counted:
            return replace(self, pledged=replace(self.pledged, uncounted=self.pledged.uncounted + pledge))
        pledged = replace(
            self.pledged,
            counted=self.pledged.counted + pledge,
            donors=self.pledged.donors + (0 if given else 1),
        )
        bases = [
            (commitment, base + commitment.matchable(given + pledge) - commitment.matchable(given))
            for commitment, base in self.bases
        ]
        return replace(self, pledged=pledged, bases=bases)


def _completes(standing: Standing) -> bool:
    return isinstance(standing.commitment.promise, Completion) and not standing.missing


def _shared(missing: Money, completing: Sequence[Commitment]) -> dict[UUID, Money]:
    """By commitment, up to each one's ceiling; what one can't bear falls to the others.

    A ceiling that is lowered, but not below its own part, leaves every part as it is.
    """
    open_to_more = sorted((one for one in completing if one.ceiling), key=lambda one: one.partner)
    shared: dict[UUID, Money] = {}
    while open_to_more:
        parts = missing.split([commitment.weight for commitment in open_to_more])
        asked = list(zip(open_to_more, parts, strict=True))
        full = {one.id: one.ceiling for one, part in asked if part > one.ceiling}
        shared |= full or {one.id: part for one, part in asked}
        missing -= total(list(full.values()), missing.currency)
        open_to_more = [one for one in open_to_more if one.id not in shared]
    return shared


def on_donors(
    goal: Money, commitments: Sequence[Commitment], by_donor: ByDonor, *, uncounted: Money | None = None
) -> Matching:
    """From what counts of each donor; `matching/queries/sums.py` sums the same in SQL."""
    nothing = Money.zero(goal.currency)
    counted = total(list(by_donor.values()), goal.currency)
    bases = [
        (one, total([one.matchable(given) for given in by_donor.values()], goal.currency))
        for one in commitments
    ]
    donors = sum(1 for given in by_donor.values() if given)
    return Matching(goal, Pledged(counted, donors, uncounted or nothing), bases)


def brings(matching: Matching, pledge: Money, *, given: Money, counted: bool = True) -> list[Money]:
    """What each partner adds because of one more pledge: owed with it, less owed without it.

    A report and not a state: summed over the pledges in the order of their payments, it gives what is owed,
    ceilings and conditions included. Below zero where a partner completes: it then has less to complete.
    """
    before, after = (
        matching.standings(),
        matching.with_pledge(pledge, given=given, counted=counted).standings(),
    )
    return [later.owed - earlier.owed for earlier, later in zip(before, after, strict=True)]


def of_kind(matches: Sequence[Match], kind: PartnerKind, currency: str = "EUR") -> Money:
    """What all partners of a kind add."""
    return total([match.amount for match in matches if match.kind is kind], currency)
