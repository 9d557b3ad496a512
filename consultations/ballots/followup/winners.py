"""Who won: the one place that says so to what follows a vote."""

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from consultations.ballots import queries, rules
from consultations.ballots.models import Ballot, BallotEnvelope, BallotOption
from consultations.ballots.rules import Input
from consultations.ballots.tally import rules as counting
from consultations.ballots.tally.counting import count
from consultations.ballots.tally.election import Ballot as Paper
from consultations.ballots.tally.election import Election, Project, VoteType
from consultations.ballots.visibility import totals_shown
from payments.sessions import ReadSession

VOTE_TYPES = {
    Input.SINGLE: VoteType.CHOOSE_1,
    Input.APPROVAL: VoteType.APPROVAL,
    Input.POINTS: VoteType.CUMULATIVE,
}
UNIT = 100


async def winners(db: ReadSession, ballot: Ballot) -> Sequence[BallotOption]:
    """In the order in which they were taken, envelope by envelope; nobody before the result is published.

    Counted by the rule that was announced, on the votes in the urn: the same for every rerun.
    """
    if not totals_shown(ballot):
        return []
    options = (await db.exec(_options(ballot.id))).all()
    envelopes = (await db.exec(_envelopes(ballot.id))).all()
    papers = [(rules.read(pile.choices), pile.votes) for pile in await queries.opened(db, ballot)]
    shares: list[tuple[int, Sequence[BallotOption]]] = [
        (one.amount_minor, [option for option in options if option.envelope == one.position])
        for one in envelopes
    ] or [(0, options)]
    by_position = {one.position: one for one in options}
    taken = [won for budget, among in shares for won in _won(ballot, budget, among, papers)]
    return [by_position[position] for position in taken]


def _options(ballot_id: UUID) -> SelectOfScalar[BallotOption]:
    wanted = select(BallotOption).where(
        BallotOption.ballot_id == ballot_id, col(BallotOption.withdrawn_at).is_(None)
    )
    return wanted.order_by(col(BallotOption.position))


def _envelopes(ballot_id: UUID) -> SelectOfScalar[BallotEnvelope]:
    wanted = select(BallotEnvelope).where(BallotEnvelope.ballot_id == ballot_id)
    return wanted.order_by(col(BallotEnvelope.position))


def _won(
    ballot: Ballot, budget: int, among: Collection[BallotOption], papers: Sequence[tuple[rules.Choices, int]]
) -> Sequence[int]:
    """Positions of those that win among these."""
    if not among:
        return []
    positions = [one.position for one in among]
    election = Election(
        VOTE_TYPES[ballot.input],
        budget,
        tuple(Project(str(one.position), one.cost_minor or 0, {"name": one.title}) for one in among),
        _papers(papers, positions, points=ballot.input is Input.POINTS),
        UNIT,
    )
    return [positions[place] for place in count(election, settings_of(ballot, len(among))).winners]


def _papers(
    papers: Sequence[tuple[rules.Choices, int]], positions: Sequence[int], *, points: bool
) -> Counter[Paper]:
    """Votes as the count has them: places in this list, and of the options in it alone."""
    place = {position: at for at, position in enumerate(positions)}
    found: Counter[Paper] = Counter()
    for choices, votes in papers:
        named = sorted((place[one], given) for one, given in choices.items() if one in place)
        paper = Paper(tuple(at for at, _ in named), tuple(given for _, given in named) if points else None)
        found[paper] += votes
    return +found


def settings_of(ballot: Ballot, options: int) -> counting.Settings:
    """As the ballot announced them."""
    rule = counting.Rule(ballot.rule.value)
    shared = rule is counting.Rule.EQUAL_SHARES
    by_money = rule in counting.UNDER_THE_BUDGET
    return counting.Settings(
        rule=rule,
        utility=counting.Utility(ballot.utility or "cost") if shared else counting.Utility.COST,
        completion=counting.Completion(ballot.completion or "none") if shared else counting.Completion.NONE,
        step=Fraction(ballot.step_minor or UNIT, UNIT),
        start=counting.Start(ballot.start or "exact"),
        seed=ballot.lot or "",
        winners=None if by_money else min(ballot.winners or 1, options),
        minimum_votes=ballot.support_least,
    )
