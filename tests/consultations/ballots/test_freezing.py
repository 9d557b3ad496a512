"""What was announced stays, also for whoever holds the database; a ballot is closed by two people."""

from datetime import timedelta

import pytest
from psycopg import errors

from consultations.ballots import queries, rules, service
from consultations.ballots.closing import (
    ACTS,
    ask_to_annul,
    ask_to_close,
    ask_to_publish,
    mark_counted,
    note_lot,
)
from consultations.ballots.describing import OptionDetails
from consultations.ballots.fitness import BallotUnfitError, UnfitCostsError, UnfitPointsError
from consultations.ballots.invariants import INVARIANTS
from consultations.ballots.room import ROOM
from consultations.ballots.rules import EndlessError, Input, Mode, Rule, State
from consultations.ballots.visibility import totals_shown
from consultations.ballots.voting import cast_vote
from consultations.processes import service as processes
from consultations.processes.events import PhasesSet
from consultations.processes.models import Phase, Process
from consultations.processes.refusals import ProcessUsedError
from consultations.processes.rules import Permit, PhaseDetails, PhaseKind
from okote.approvals.rules import OwnRequestError
from okote.approvals.service import approve
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError

ADD = """
    INSERT INTO ballot_option (id, ballot_id, position, title, body, picture_shows)
    SELECT gen_random_uuid(), id, 9, 'Ajouté', '', '' FROM ballot
"""
FROZEN = (
    ADD,
    "UPDATE ballot_option SET cost_minor = 1",
    "UPDATE ballot_option SET title = 'Autre'",
    "UPDATE ballot_option SET withdrawn_because = NULL",
    "UPDATE ballot_option SET withdrawn_at = now() WHERE withdrawn_at IS NOT NULL",
    "DELETE FROM ballot_option",
    "INSERT INTO ballot_envelope SELECT id, 1, 'Tout', NULL, 100 FROM ballot",
    "UPDATE ballot SET question = 'Autre ?'",
    "UPDATE ballot SET rule = 'greedy'",
    "UPDATE ballot SET digest = sha256('x')",
    "UPDATE ballot SET announced_at = NULL",
    "DELETE FROM ballot",
    "TRUNCATE ballot_option CASCADE",
    "TRUNCATE ballot CASCADE",
    "DELETE FROM receipt",
    "UPDATE receipt_link SET size = size + 1",
    "TRUNCATE annulled_vote",
)


@pytest.fixture
def db(committing):
    return committing


async def test_nobody_changes_what_was_announced(db, ballot, owner, administrator):
    """Neither its owner; that an option was withdrawn is added, once."""
    await service.withdraw_option(db, ballot.id, 2, "Terrain vendu", by=administrator)
    await db.commit()
    for change in FROZEN:
        with pytest.raises(errors.RestrictViolation):
            owner.execute(change)
    assert await violations(db, INVARIANTS) == []


async def test_what_was_changed_behind_the_triggers_back_is_found(db, ballot, owner):
    await db.commit()
    owner.execute("SET session_replication_role = replica")
    owner.execute("UPDATE ballot_option SET cost_minor = 1 WHERE position = 1")
    owner.execute("INSERT INTO roll.mark VALUES (%s, sha256('ghost'), 'web', now())", [ballot.id])
    owner.execute("INSERT INTO receipt VALUES (%s, sha256('ghost'), false, 7)", [ballot.id])
    owner.execute(
        "INSERT INTO receipt_link VALUES (%s, 1, now(), 1, sha256('before'), sha256('now'))", [ballot.id]
    )
    found = {one.invariant.name for one in await violations(db, INVARIANTS)}
    assert found == {
        *("urn-holds-what-the-roll-says", "ballot-is-as-announced"),
        *("receipt-link-follows", "receipt-has-its-link"),
    }


async def test_an_option_written_while_the_ballot_is_announced_waits_and_is_refused(
    db, ballot_of, database_url, owner, administrator
):
    """Without the row held by the trigger it would stand in a ballot whose digest does not know it."""
    ballot = await ballot_of(announced=False)
    await db.commit()
    await service.announce(db, ballot.id, by=administrator)
    owner.execute("SET lock_timeout = '50ms'")
    with pytest.raises(errors.LockNotAvailable):
        owner.execute(ADD)
    await db.commit()
    with pytest.raises(errors.RestrictViolation):
        owner.execute(ADD)


async def test_two_people_close_it_and_publish_it(db, ballot, someone, administrator, pass_time):
    await cast_vote(db, ballot.id, {1: 1}, "seed", by=await someone())
    with pytest.raises(rules.BallotStateError):
        await ask_to_close(db, ballot.id, "Trop tôt", by=administrator)
    await pass_time(1)
    with pytest.raises(ForbiddenError):
        await ask_to_close(db, ballot.id, "Sans droit", by=await someone(Role.AGENT))
    asked = await ask_to_close(db, ballot.id, "Terminé", by=administrator)
    with pytest.raises(OwnRequestError):
        await approve(db, ACTS, asked.id, "Moi-même", by=administrator)
    second = await someone(Role.DEPUTY)
    await approve(db, ACTS, asked.id, "Vu", by=second)
    await db.commit()
    shown = await queries.ballot(db, ballot.territory_id, ballot.id)
    assert shown.state is State.CLOSED
    assert not totals_shown(ballot)
    (pile,) = await queries.opened(db, ballot)
    await note_lot(db, ballot.id, "17", by=administrator)
    receipt = (await queries.receipts(db, ballot.id, 1))[0].receipt
    annulling = await ask_to_annul(db, ballot.id, receipt, "Code volé, plainte déposée", by=administrator)
    await approve(db, ACTS, annulling.id, "Vu", by=second)
    assert await queries.opened(db, ballot) == [queries.Pile(pile.choices, 0, 1)]
    await mark_counted(db, ballot.id, by=administrator)
    publishing = await ask_to_publish(db, ballot.id, "Compté", by=administrator)
    await approve(db, ACTS, publishing.id, "Vu", by=second)
    assert totals_shown(ballot)
    assert await violations(db, INVARIANTS) == []


async def test_what_could_not_be_counted_is_not_announced(ballot_of):
    priced = tuple(OptionDetails(title=f"Projet {one}", cost_minor=100) for one in range(3))
    shares = {"rule": Rule.EQUAL_SHARES, "completion": "none", "start": "exact"}
    for why, changes in (
        ("options", {"options": ()}),
        ("most", {"most": 6}),
        ("points", {"rule": Rule.MOST_POINTS}),
        ("points", {**shares, "utility": "points"}),
        ("costs", {**shares, "utility": "cost"}),
        ("costs", {"rule": Rule.GREEDY, "options": priced}),
        ("winners", {"winners": None}),
        ("lot", {"lot_source": ""}),
        ("phase", {"days": (-2, -1)}),
    ):
        with pytest.raises(BallotUnfitError) as unfit:
            await ballot_of(**changes)
        assert unfit.value.code == f"ballot_unfit_{why}"


async def test_the_phase_of_a_ballot_stays_until_its_draft_is_gone(db, ballot_of, administrator):
    ballot = await ballot_of(announced=False, days=(1, 2))
    process = await db.get_one(Process, ballot.process_id)
    begins = await db.now() + timedelta(days=3)
    other = [PhaseDetails(PhaseKind.INFORMATION, begins, begins + timedelta(days=1))]
    with pytest.raises(ProcessUsedError):
        await processes.set_phases(
            db, process.id, other, version=process.version, by=administrator, reason="Plus tard"
        )
    await db.rollback()


async def test_the_phase_of_an_announced_ballot_keeps_an_end(db, ballot_of, administrator, subscriptions):
    """People who still vote in it could go on for ever, and nobody could close the ballot."""
    subscriptions[PhasesSet] = ROOM.subscriptions[PhasesSet]
    ballot = await ballot_of()
    process = await db.get_one(Process, ballot.process_id)
    phase = await db.get_one(Phase, ballot.phase_id)

    async def set_end(ends_at):
        told = PhaseDetails(
            phase.kind, phase.starts_at, ends_at, frozenset(map(Permit, phase.permits)), id=phase.id
        )
        async with db.begin_nested():
            return await processes.set_phases(
                db, process.id, [told], version=process.version, by=administrator, reason="Plus de temps"
            )

    with pytest.raises(EndlessError):
        await set_end(None)
    await db.refresh(process)
    await db.refresh(phase)
    assert phase.ends_at is not None
    await set_end(phase.ends_at + timedelta(days=2))


async def test_a_consultation_with_a_ballot_is_not_thrown_away(db, ballot_of, administrator):
    ballot = await ballot_of(announced=False)
    process = await db.get_one(Process, ballot.process_id)
    process.published_at = None
    await db.flush()
    with pytest.raises(ProcessUsedError):
        await processes.remove_draft(db, process.id, by=administrator)
    assert (await db.get_one(Process, process.id)).id == ballot.process_id


async def test_shares_by_points_are_not_announced_where_nobody_gives_any(ballot_of):
    """Brought in from a file, and announced without a look at its pages: nobody could count it afterwards."""
    shares = {"rule": Rule.EQUAL_SHARES, "winners": None, "utility": "points"}
    with pytest.raises(UnfitPointsError):
        await ballot_of(**shares)
    with pytest.raises(UnfitCostsError):
        await ballot_of(**shares, input=Input.POINTS, points=5, points_most=5)


async def test_a_sealed_ballot_is_refused_to_whoever_owns_the_urn(db, ballot_of, owner, administrator):
    """And to a service that was given more than it needs: its promise would be empty."""
    draft = await ballot_of(announced=False)
    await db.commit()
    assert await queries.apart(db)
    await db.commit()
    owner.execute("GRANT SELECT (choices) ON urn.vote TO okote_service")
    assert not await queries.apart(db)
    with pytest.raises(rules.NotApartError):
        await service.announce(db, draft.id, by=administrator)
    openly = await ballot_of(mode=Mode.OPEN)
    assert openly.announced_at
    owner.execute("REVOKE SELECT (choices) ON urn.vote FROM okote_service")
