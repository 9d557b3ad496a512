"""The administration promises, tells where it stands, hands over, and shows what it did."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import select

from consultations.actions.describing import ActionDetails, CameFrom, Measure
from consultations.actions.events import ActionEntrusted, ActionLate, ActionMoved, ActionPublished
from consultations.actions.evidence import add_address, add_file, remove
from consultations.actions.finding import Wanted
from consultations.actions.invariants import INVARIANTS
from consultations.actions.models import Evidence
from consultations.actions.queries import shown
from consultations.actions.queries.desk import late_ones, who_may_own, written
from consultations.actions.queries.elsewhere import addresses, found, late_count, latest
from consultations.actions.queries.progress import as_of, progress
from consultations.actions.rules import (
    MOST_EVIDENCE,
    ActionMovedOnError,
    ActionState,
    DayOutOfOrderError,
    DeadlineOutOfRangeError,
    EvidenceExistsError,
    IndicatorIncompleteError,
    MeasuredOutOfOrderError,
    Origin,
    OwnerElsewhereError,
    Step,
    ThemeExistsError,
    ThemeKind,
    ThemeKindError,
    TooMuchEvidenceError,
    counted,
)
from consultations.actions.service import (
    change,
    entrust,
    move,
    on_account_closed,
    propose,
    publish,
    tell_late,
)
from consultations.actions.themes import add_theme, change_theme, retire_theme, take_up_theme
from consultations.services.models import Service
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.identity.roles.service import grant
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, StaleError
from payments.money import Money

S = ActionState
WEEK = timedelta(days=7)


@pytest.fixture
def answering(roads):
    return ActionDetails("Répondre en dix jours", "Trois semaines, c’est trop.", roads.id)


@pytest.fixture
async def schools(db, territory):
    made = Service(
        territory_id=territory.id, name="Écoles", email="ecoles@exemple.test", created_at=await db.now()
    )
    db.add(made)
    await db.flush()
    return made


async def states(db, action):
    return [step.state for step, _ in await shown.steps(db, action.id)]


async def test_a_proposal_is_read_by_those_who_work_on_it_until_it_is_shown(
    db, territory, answering, agent, heard
):
    action = await propose(db, answering, by=agent)
    with pytest.raises(NotFoundError):
        await shown.action(db, territory, action.number)
    assert [one.action.id for one in await written(db, agent, None)] == [action.id]
    for _ in range(2):
        await publish(db, action.id, by=agent)
    assert (await shown.action(db, territory, 1)).action.state is S.PROPOSED
    assert [type(event) for event in heard] == [ActionEntrusted, ActionPublished]


async def test_numbers_run_on_in_each_territory(db, answering, agent, someone, elsewhere):
    two = [replace(answering, title=title) for title in ("Répondre", "Rappeler")]
    assert [(await propose(db, one, by=agent)).number for one in two] == [1, 2]
    there = Service(
        territory_id=elsewhere.id, name="Là-bas", email="x@exemple.test", created_at=await db.now()
    )
    db.add(there)
    await db.flush()
    other = await someone(Role.AGENT, at=elsewhere)
    assert (await propose(db, replace(answering, service_id=there.id), by=other)).number == 1
    with pytest.raises(NotFoundError):
        await propose(db, answering, by=other)


async def test_what_is_sent_twice_counts_once_until_it_is_shown(db, answering, agent, today, heard):
    first = await propose(db, answering, by=agent)
    assert (await propose(db, answering, by=agent)).id == first.id
    assert [type(event) for event in heard] == [ActionEntrusted]
    assert (await propose(db, replace(answering, budget=Money.of(9)), by=agent)).number == 2
    await publish(db, first.id, by=agent)
    assert (await propose(db, answering, by=agent)).number == 3
    with pytest.raises(DeadlineOutOfRangeError):
        await propose(db, replace(answering, deadline=today - timedelta(days=1)), by=agent)


async def test_it_is_carried_out_and_reopened_with_all_of_its_history(
    db, territory, lived, today, engineer, heard
):
    action = await lived((S.DECIDED, today - WEEK), (S.IN_PROGRESS, today - WEEK), (S.DONE, today))
    reopened = await move(db, action.id, Step(S.IN_PROGRESS, today, "Il pleut dedans."), by=engineer)
    assert await states(db, action) == [S.PROPOSED, S.DECIDED, S.IN_PROGRESS, S.DONE, S.IN_PROGRESS]
    assert (reopened.note, action.since, action.state) == ("Il pleut dedans.", today, S.IN_PROGRESS)
    assert heard.count(ActionMoved(action.id)) == 4
    assert await violations(db, INVARIANTS) == []
    with pytest.raises(ActionMovedOnError):
        await move(db, action.id, Step(S.PROPOSED, today), by=engineer)
    with pytest.raises(DayOutOfOrderError):
        await move(db, action.id, Step(S.DONE, today - WEEK), by=engineer)


async def test_it_changes_hands_and_what_was_promised_stays(
    db, lived, today, agent, engineer, schools, heard
):
    action = await lived((S.DECIDED, today - WEEK), (S.DONE, today - WEEK))
    promised = action.deadline
    with pytest.raises(ForbiddenError):
        await entrust(db, action.id, schools.id, "Réorganisation.", by=engineer)
    step = await entrust(db, action.id, schools.id, "Réorganisation.", by=agent)
    assert (action.service_id, action.deadline, action.state) == (schools.id, promised, S.DONE)
    assert (action.since, step.happened_on) == (today - WEEK, today), "done since it was done"
    assert heard[-1] == ActionEntrusted(step.id)
    assert [name for _, name in await shown.steps(db, action.id)] == ["Voirie", "Voirie", "Voirie", "Écoles"]
    with pytest.raises(ActionMovedOnError):
        await entrust(db, action.id, schools.id, "Encore.", by=agent)
    with pytest.raises(ForbiddenError):
        await move(db, action.id, Step(S.IN_PROGRESS, today, "Non."), by=engineer)
    assert await violations(db, INVARIANTS) == []


async def test_a_service_writes_its_own_and_is_not_told_what_it_wrote(
    db, answering, engineer, schools, heard
):
    await propose(db, answering, by=engineer)
    assert heard == []
    with pytest.raises(ForbiddenError):
        await propose(db, replace(answering, service_id=schools.id), by=engineer)
    nobody = replace(engineer, roles=frozenset())
    with pytest.raises(ForbiddenError):
        await change(db, (await propose(db, answering, by=engineer)).id, answering, version=0, by=nobody)


async def test_what_is_retired_takes_nothing_new(db, answering, agent, schools):
    schools.retired_at = schools.created_at
    await db.flush()
    with pytest.raises(NotFoundError):
        await propose(db, replace(answering, service_id=schools.id), by=agent)


async def test_what_is_said_of_it_can_change_but_its_promise(
    db, territory, answering, agent, administrator, place
):
    stream = await add_theme(db, ThemeKind.WORKSTREAM, "Accueil", 1, by=administrator)
    aim = await add_theme(db, ThemeKind.AIM, "Simplicité", 1, by=administrator)
    action = await propose(db, answering, by=agent)
    measure = Measure("Délai", "jours", Decimal("21.5"), date(2026, 1, 5))
    said = replace(
        answering,
        title="Répondre vite",
        workstream_id=stream.id,
        themes=[aim.id, aim.id],
        places=[place.id],
        deadline=date(2030, 1, 1),
        budget=Money.of(1_200),
        measure=measure,
    )
    for version in range(2):
        await change(db, action.id, said, version=version, by=agent)
    await db.refresh(action)
    assert (action.title, action.budget, action.before_value) == (
        "Répondre vite",
        Money.of(1_200),
        Decimal("21.50"),
    )
    assert action.deadline is None, "a promise is made by a step"
    assert (await shown.theme_names(db, [action.id], ThemeKind.AIM)) == {action.id: ["Simplicité"]}
    assert (await shown.place_names(db, [action.id])) == {action.id: ["Rivemont"]}
    for wrong, refused in (
        (replace(said, workstream_id=aim.id), ThemeKindError),
        (replace(said, themes=[stream.id]), ThemeKindError),
        (replace(said, measure=Measure("Délai", "")), IndicatorIncompleteError),
        (replace(said, measure=replace(measure, before_on=date(2999, 1, 1))), MeasuredOutOfOrderError),
        (replace(said, owner_id=(agent.person.id)), OwnerElsewhereError),
        (said, StaleError),
    ):
        with pytest.raises(refused):
            await change(db, action.id, wrong, version=1 if wrong is said else 2, by=agent)
    deeds = (await db.exec(select(AuditEntry.deed).order_by(AuditEntry.id))).all()
    assert deeds[2:] == ["action_proposed", "action_changed", "action_changed"]


async def test_its_owner_works_there_and_goes_with_the_account(
    db, territory, roads, answering, agent, someone
):
    claire = await someone()
    await grant(db, territory_id=territory.id, person_id=claire.person.id, role=Role.SERVICE, scope=roads.id)
    assert set(await who_may_own(db, territory.id, [roads.id])) == {claire.person.id}
    assert await who_may_own(db, territory.id, []) == {}
    action = await propose(db, replace(answering, owner_id=claire.person.id), by=agent)
    assert action.owner_id == claire.person.id
    await on_account_closed(db, AccountClosed(claire.person.id))
    await db.refresh(action)
    assert action.owner_id is None


async def test_it_is_found_again_from_what_it_came_from(db, territory, answering, agent, today):
    idea = CameFrom(Origin.IDEA, "Un banc", "/ideas/1", agent.person.id)
    action = await propose(db, answering, by=agent, origin=idea)
    assert await shown.came_from(db, territory, Origin.IDEA, agent.person.id) == []
    await publish(db, action.id, by=agent)
    [one] = await shown.came_from(db, territory, Origin.IDEA, agent.person.id)
    assert (one.action.origin_title, one.action.origin_path) == ("Un banc", "/ideas/1")


async def test_a_service_is_told_once_that_a_day_is_over(db, territory, lived, today, agent, roads, heard):
    action = await lived((S.DECIDED, today))
    assert await tell_late(db, territory, most=5) == 0
    await db.exec(text("UPDATE action SET deadline = current_date - 9"))
    await db.exec(text("UPDATE action_step SET deadline = current_date - 9 WHERE state = 'decided'"))
    await db.refresh(action)
    over = action.deadline
    assert [await tell_late(db, territory, most=5) for _ in "ab"] == [1, 0]
    assert heard[-1] == ActionLate(action.id, over.isoformat())
    assert [one.late for one in await late_ones(db, agent)] == [True]
    assert await late_count(db, agent) == 1
    assert (await progress(db, territory.id, today)).late == 1
    await move(db, action.id, Step(S.CARRIED_OVER, today, "", today + WEEK), by=agent)
    assert await tell_late(db, territory, most=5) == 0
    assert (await late_ones(db, agent), await late_count(db, agent)) == ([], 0)


async def test_evidence_is_shown_until_it_is_removed(db, lived, today, agent, tmp_path, someone):
    action = await lived((S.DECIDED, today))
    page = await add_address(db, action.id, "Le nouveau courrier", "https://exemple.fr/a", by=agent)
    file = await add_file(db, action.id, "Le rapport", b"%PDF-1.7 %%EOF", folder=tmp_path, by=agent)
    assert [one.title for one in await shown.evidence(db, action.id)] == ["Le nouveau courrier", "Le rapport"]
    with pytest.raises(EvidenceExistsError):
        await add_address(db, action.id, "Le rapport", "https://exemple.fr/a", by=agent)
    assert (tmp_path / "papers" / f"{file.id}.pdf").is_file()
    await remove(db, action.id, page.id, by=agent)
    assert [one.id for one in await shown.evidence(db, action.id)] == [file.id]
    with pytest.raises(ForbiddenError):
        await remove(db, action.id, file.id, by=await someone())
    with pytest.raises(NotFoundError):
        await remove(db, (await lived((S.DECIDED, today))).id, file.id, by=agent)
    kept = file.model_dump(exclude={"id", "kind"}) | {"url": "https://exemple.fr/a"}
    db.add_all(Evidence(**kept) for _ in range(MOST_EVIDENCE - 2))
    await add_address(db, action.id, "La dernière", "https://exemple.fr/a", by=agent)
    with pytest.raises(TooMuchEvidenceError):
        await add_address(db, action.id, "Une de trop", "https://exemple.fr/a", by=agent)


async def test_lists_are_kept_by_administrators(db, agent, administrator):
    pillar = await add_theme(db, ThemeKind.PILLAR, "Proximité", 1, by=administrator)
    await add_theme(db, ThemeKind.AIM, "Proximité", 1, by=administrator)
    with pytest.raises(ThemeExistsError):
        await add_theme(db, ThemeKind.PILLAR, "PROXIMITÉ", 2, by=administrator)
    await change_theme(db, pillar.id, "Proximité et écoute", 3, by=administrator)
    await retire_theme(db, pillar.id, by=administrator)
    assert (pillar.name, pillar.position, pillar.retired_at is None) == ("Proximité et écoute", 3, False)
    await take_up_theme(db, pillar.id, by=administrator)
    assert pillar.retired_at is None
    with pytest.raises(ForbiddenError):
        await add_theme(db, ThemeKind.PILLAR, "Efficacité", 1, by=agent)


async def test_it_is_found_by_words_and_by_what_it_is_sorted_under(
    db, territory, lived, today, administrator, place, schools
):
    aim = await add_theme(db, ThemeKind.AIM, "Simplicité", 1, by=administrator)
    stream = await add_theme(db, ThemeKind.WORKSTREAM, "Accueil", 1, by=administrator)
    bench = await lived(
        (S.DECIDED, today), title="Poser un banc", themes=[aim.id], places=[place.id], workstream_id=stream.id
    )
    done = await lived((S.DECIDED, today), (S.DONE, today), title="Simplifier les lettres")
    for wanted, numbers in (
        (Wanted(), [done.number, bench.number]),
        (Wanted("bancs"), [bench.number]),
        (Wanted(states=(S.DONE,)), [done.number]),
        (Wanted(aim=aim.id), [bench.number]),
        (Wanted(workstream=stream.id), [bench.number]),
        (Wanted(place=place.id), [bench.number]),
        (Wanted(service=schools.id), []),
        (Wanted(late=True), []),
        (Wanted(after=done.id), [bench.number]),
    ):
        assert [one.action.number for one in (await shown.listed(db, territory, wanted)).rows] == numbers, (
            wanted
        )
    assert Wanted.read({"state": "done,decided", "late": "yes"}).address["state"] == "done,decided"
    assert [one.path for one in await found(db, administrator, "lettre")] == [f"/actions/{done.number}"]
    assert len(await latest(db, administrator)) == 2
    assert await addresses(db, territory.id) == [f"/actions/{done.number}", f"/actions/{bench.number}"]
    columns = {one.lane: (one.total, len(one.few)) for one in await shown.board(db, territory)}
    assert columns == {"coming": (1, 1), "under_way": (0, 0), "finalising": (0, 0), "done": (1, 1)}


async def test_how_many_of_how_many_is_counted_at_any_date(db, territory, lived, today, agent):
    await lived((S.DECIDED, today - 3 * WEEK), (S.DONE, today - WEEK))
    await lived((S.DECIDED, today - 2 * WEEK), (S.ABANDONED, today))
    await lived(begun=today - 3 * WEEK)  # proposed, and never promised
    await lived((S.ABANDONED, today), begun=today - WEEK)  # refused before it was promised
    secret = await lived((S.DECIDED, today - 3 * WEEK))
    await db.exec(text("UPDATE action SET published_at = NULL WHERE number = :n").bindparams(n=secret.number))

    async def at(on):
        told = await progress(db, territory.id, on)
        return told.states, told.total, told.done

    assert await at(today - 4 * WEEK) == ({}, 0, 0)
    assert await at(today - 3 * WEEK) == ({S.DECIDED: 1}, 1, 0)
    assert await at(today - 2 * WEEK) == ({S.DECIDED: 2}, 2, 0)
    assert await at(today - WEEK) == ({S.DECIDED: 1, S.DONE: 1}, 2, 1)
    assert await at(today) == ({S.DONE: 1, S.ABANDONED: 1}, 2, 1)


async def test_the_database_counts_as_the_rules_do(db, territory, lived, today):
    await lived((S.DECIDED, today - 3 * WEEK), (S.CARRIED_OVER, today - WEEK), (S.FINALISING, today))
    await lived((S.DECIDED, today - 2 * WEEK), (S.DONE, today))
    for on in (today - 2 * WEEK, today - WEEK, today, today + 90 * WEEK):
        steps = as_of(territory.id, on)
        rows = await db.exec(select(steps.c.state, steps.c.deadline).order_by(steps.c.id))
        assert await progress(db, territory.id, on) == counted(on, [(S(state), day) for state, day in rows])


@pytest.mark.parametrize(
    ("planted", "broken"),
    [
        ("UPDATE action SET state = 'done'", "action-is-where-its-latest-step-is"),
        ("UPDATE action SET since = since - 1", "action-is-where-its-latest-step-is"),
        (
            "UPDATE action_step SET happened_on = happened_on + 9 WHERE state = 'proposed'",
            "action-steps-go-on",
        ),
        (
            "UPDATE evidence SET territory_id = (SELECT id FROM territory WHERE slug = 'val-clair')",
            "action-stays-in-its-territory",
        ),
        (
            """
            WITH told AS (UPDATE action_step SET state = 'finalising' WHERE state = 'decided')
            UPDATE action SET state = 'finalising'
            """,
            "action-moves-as-it-may",
        ),
        ("UPDATE theme SET kind = 'workstream'", "action-is-of-a-workstream"),
        ("UPDATE person SET closed_at = now(), email = NULL", "action-is-nobodys-whose-account-is-closed"),
    ],
)
async def test_what_is_planted_breaks_its_invariant(
    db, lived, today, agent, administrator, elsewhere, planted, broken
):
    aim = await add_theme(db, ThemeKind.AIM, "Simplicité", 1, by=administrator)
    action = await lived((S.DECIDED, today), themes=[aim.id])
    await add_address(db, action.id, "Page", "https://exemple.fr/a", by=agent)
    action.owner_id = agent.person.id
    await db.flush()
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(planted))
    assert {one.invariant.name for one in await violations(db, INVARIANTS)} == {broken}
