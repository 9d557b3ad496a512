"""What a ballot must have before it is put to anybody: what could not be counted is not voted on."""

from collections.abc import Sequence

from consultations.ballots.models import Ballot, BallotEnvelope, BallotOption
from consultations.ballots.rules import OF_MONEY, OPTIONS_MOST, goes_together
from consultations.ballots.tally.rules import Utility
from consultations.processes.models import Phase
from consultations.processes.rules import Permit
from okote.platform.errors import DomainError


class BallotUnfitError(DomainError):
    """Fewer than two options, or too many."""

    code = "ballot_unfit_options"


class UnfitMostError(BallotUnfitError):
    """More may be chosen than there are."""

    code = "ballot_unfit_most"


class UnfitPointsError(BallotUnfitError):
    """What counts points without points, or points that nothing counts."""

    code = "ballot_unfit_points"


class UnfitCostsError(BallotUnfitError):
    """A rule of money, without the money or what each option takes of it."""

    code = "ballot_unfit_costs"


class UnfitWinnersError(BallotUnfitError):
    """Nobody said how many win."""

    code = "ballot_unfit_winners"


class UnfitLotError(BallotUnfitError):
    """No public draw is named."""

    code = "ballot_unfit_lot"


class UnfitPhaseError(BallotUnfitError):
    """Its phase lets nobody vote, never ends, or is over."""

    code = "ballot_unfit_phase"


class UnfitIdeaError(BallotUnfitError):
    """`number`: of an idea that was merged or split since it was chosen."""

    code = "ballot_unfit_idea"


def check_fit(
    ballot: Ballot, phase: Phase, options: Sequence[BallotOption], envelopes: Sequence[BallotEnvelope]
) -> None:
    """BallotUnfitError, of the first thing that is wrong."""
    numbers = {one.position for one in envelopes}
    priced = bool(envelopes) and all(
        one.cost_minor is not None and one.envelope in numbers for one in options
    )
    by_points = ballot.utility == Utility.POINTS
    unfit: dict[type[BallotUnfitError], bool] = {
        UnfitPhaseError: Permit.VOTE not in phase.permits or phase.ends_at is None,
        BallotUnfitError: not 2 <= len(options) <= OPTIONS_MOST,
        UnfitMostError: ballot.most > len(options),
        UnfitPointsError: not goes_together(ballot.input, ballot.rule, by_points=by_points),
        UnfitCostsError: ballot.rule in OF_MONEY and not priced,
        UnfitWinnersError: ballot.rule not in OF_MONEY and ballot.winners is None,
        UnfitLotError: not ballot.lot_source,
    }
    for kind, wrong in unfit.items():
        if wrong:
            raise kind
