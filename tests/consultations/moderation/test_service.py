"""Reported, decided with reasons, appealed to somebody else; nothing is lost on the way."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlmodel import select

from consultations.ideas.queries import any_idea, ideas
from consultations.ideas.service import IdeaDetails, propose, support
from consultations.moderation.events import AppealMade, Decided, NoticeGiven
from consultations.moderation.invariants import INVARIANTS
from consultations.moderation.models import (
    ModerationCase,
    ModerationDecision,
    ModerationNotice,
    ModerationSuspension,
)
from consultations.moderation.queries import accounts as account_queries
from consultations.moderation.queries import desk, figures, statements
from consultations.moderation.rules import (
    Bar,
    BarredError,
    ConflictOfInterestError,
    DecidedAlreadyError,
    Ground,
    NoAppealError,
    OwnContentError,
    SameModeratorError,
    Side,
    Statement,
    Verdict,
)
from consultations.moderation.service import notices
from consultations.moderation.service.accounts import (
    Suspended,
    hide_all,
    on_account_closed,
    show_all,
    suspend_notifier,
    suspend_person,
)
from consultations.moderation.service.appeals import Party, appeal, decide_appeal
from consultations.moderation.service.conduct import set_conduct
from consultations.moderation.service.decisions import decide, decide_all, look_into
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.identity.visitors import Held
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from tests.consultations.moderation.conftest import HIDDEN, KEPT, MODERATED

REASON = Statement(Verdict.KEPT, "Regardé à nouveau.", Ground.DEFAMATION, "Code pénal, article R621-2")


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {kind: [hear] for kind in (NoticeGiven, Decided, AppealMade)}


async def one_case(db):
    return (await db.exec(select(ModerationCase).order_by(ModerationCase.id.desc()))).first()


async def seen(db, idea):
    return idea.id in {one.idea.id for one in (await ideas(db, idea.territory_id)).rows}


async def test_many_notices_are_one_case_and_their_number_weighs_nothing(
    db, bench, tell, cast, someone, heard
):
    agent, _, _, author, notifier = cast
    first = await tell(bench, notifier, ground=Ground.OFF_TOPIC)
    assert await tell(bench, notifier) is first  # a second tab
    for _ in range(3):
        await tell(bench, await someone(), ground=Ground.OFF_TOPIC)  # accounts made for it
    grave = await propose(db, IdeaDetails("Une menace", "Gare à toi."), by=author)
    await tell(grave, notifier, ground=Ground.THREAT)
    reported = await account_queries.notices_of(db, bench.territory_id, notifier.person.id)
    assert reported == {"open": 2}
    waiting = (await desk.queue(db, MODERATED, agent, None, 1)).rows
    assert [(one.content.title, one.notices, one.new) for one in waiting] == [
        ("Une menace", 1, 0),
        ("Un banc", 4, 3),
    ]
    assert await seen(db, bench)  # it hides nothing by itself
    assert len(heard) == 5
    assert await desk.waiting_count(db, agent) == 2
    assert (await desk.queue(db, MODERATED, agent, "comment", 1)).rows == []
    with pytest.raises(OwnContentError):
        await tell(bench, author)
    assert await violations(db, INVARIANTS) == []


async def test_a_stranger_reports_with_a_name_and_an_address_and_within_limits(db, bench, tell, author):
    stranger = author.stranger
    ada = {"name": "Ada", "email": "ada@exemple.test"}
    first = await tell(bench, stranger, household="h", **ada)
    assert await tell(bench, stranger, household="h", **ada) is first
    assert (first.person_id, first.new_account, first.url) == (
        None,
        True,
        f"{author.address}/ideas/{bench.id}",
    )
    for number in range(notices.NOTICES_MAILBOX.most - 1):
        idea = await propose(db, IdeaDetails(f"Idée {number}", "Oui."), by=author)
        await tell(idea, stranger, household=str(number), **ada)
    more = await propose(db, IdeaDetails("Encore", "Oui."), by=author)
    with pytest.raises(TooManyRequestsError):
        await tell(more, stranger, household="elsewhere", **ada)
    nobody = await tell(more, stranger, ground=Ground.CHILD_ABUSE)  # without a name: article 16(2)(c)
    assert (nobody.name, nobody.email) == ("", "")


async def test_a_decision_takes_down_and_shows_again_and_supports_count_again(db, bench, tell, cast, heard):
    agent, other, third, author, notifier = cast
    await support(db, bench.id, by=notifier)
    await tell(bench, notifier)
    case = await one_case(db)
    with pytest.raises(ForbiddenError):
        await decide(db, MODERATED, case.id, HIDDEN, by=notifier)
    first = await decide(db, MODERATED, case.id, HIDDEN, by=agent)
    with pytest.raises(DecidedAlreadyError):
        await decide(db, MODERATED, case.id, KEPT, by=other)
    assert not await seen(db, bench)
    assert (
        await any_idea(db, bench.territory_id, bench.id)
    ).supports == 1  # kept, on a page that nobody sees

    with pytest.raises(NoAppealError):  # it went the notifier's way
        await appeal(db, first.id, "Non.", Party(notifier.person.id), by=notifier)
    with pytest.raises(NotFoundError):
        await appeal(db, first.id, "Non.", Party(third.person.id), by=third)
    made = await appeal(db, first.id, "C’est de l’humour.", Party(author.person.id), by=author)
    assert await appeal(db, first.id, "Encore.", Party(author.person.id), by=author) is made
    with pytest.raises(SameModeratorError):
        await decide_appeal(db, MODERATED, made.id, followed=True, statement=REASON, by=agent)
    await db.refresh(made)
    assert made.decided_at is None
    told = await statements.told(db, MODERATED, author, first.id, Party(author.person.id))
    assert (told.side, told.mine, told.may_appeal) == (Side.AUTHOR, True, False)
    assert [one.mine for one in await desk.complaints(db, agent)] == [True]
    assert [one.mine for one in await desk.complaints(db, other)] == [False]

    second = await decide_appeal(db, MODERATED, made.id, followed=True, statement=REASON, by=other)
    assert (second.verdict, second.after_id) == (Verdict.KEPT, first.id)
    assert await seen(db, bench)
    assert (await any_idea(db, bench.territory_id, bench.id)).takes_supports

    again = await appeal(db, second.id, "Si.", Party(notifier.person.id), by=notifier)  # its turn, once
    for barred in (agent, other):
        with pytest.raises(SameModeratorError):
            await decide_appeal(db, MODERATED, again.id, followed=False, statement=REASON, by=barred)
    last = await decide_appeal(db, MODERATED, again.id, followed=False, statement=REASON, by=third)
    with pytest.raises(NoAppealError):
        await appeal(db, last.id, "Encore.", Party(notifier.person.id), by=notifier)
    found = await figures.figures(db, bench.territory_id, "Europe/Paris")
    assert (found.decided, found.appeals, found.hours) == (1, {True: 1, False: 1}, 0)
    assert [type(one) for one in heard].count(Decided) == 3
    deeds = [one.deed for one in await db.exec(select(AuditEntry).order_by(AuditEntry.id))]
    assert deeds[-3:] == ["content_hidden", "appeal_decided", "appeal_decided"]
    assert await violations(db, INVARIANTS) == []


async def test_whoever_is_concerned_decides_nothing(db, tell, someone, old, agent, other, roads, notifier):
    writes = await old(await someone(Role.AGENT))
    mine = await propose(db, IdeaDetails("À moi", "Oui."), by=writes)
    await tell(mine, other)
    case = await one_case(db)
    for concerned in (writes, other):  # its author; who reported it
        with pytest.raises(ConflictOfInterestError):
            await decide(db, MODERATED, case.id, HIDDEN, by=concerned)
    mine.service_id, mine.state = roads.id, "studied"
    await db.flush()
    both = await someone(Role.AGENT)
    both = replace(both, roles=both.roles | {Held(Role.SERVICE, roads.id)})
    with pytest.raises(ConflictOfInterestError):
        await decide(db, MODERATED, case.id, HIDDEN, by=both)
    assert [one.mine for one in (await desk.queue(db, MODERATED, both, None, 1)).rows] == [True]
    assert await decide_all(db, MODERATED, [case.id], HIDDEN, by=other) == (0, 1)
    assert await decide_all(db, MODERATED, [case.id, case.id], HIDDEN, by=agent) == (1, 0)
    assert await decide_all(db, MODERATED, [case.id], KEPT, by=agent) == (0, 1)


async def test_a_notifier_who_abuses_is_suspended_and_may_appeal(
    db, bench, tell, notifier, agent, other, author
):
    notice = await tell(bench, notifier)
    given = Suspended(Bar.REPORTING, 30, "Vingt signalements sans motif.", "Règlement, article 23")
    decision = await suspend_notifier(db, notice.id, given, by=agent)
    more = await propose(db, IdeaDetails("Encore", "Oui."), by=author)
    with pytest.raises(BarredError):
        await tell(more, notifier)
    made = await appeal(db, decision.id, "Non.", Party(notifier.person.id), by=notifier)
    with pytest.raises(SameModeratorError):
        await decide_appeal(db, MODERATED, made.id, followed=True, statement=REASON, by=agent)
    await db.refresh(made)
    await decide_appeal(db, MODERATED, made.id, followed=True, statement=REASON, by=other)
    await tell(more, notifier)
    with pytest.raises(ConflictOfInterestError):
        await suspend_person(db, agent.person.id, given, "fr", by=agent)
    ada = {"name": "Ada", "email": "ada@exemple.test"}
    strange = await tell(more, author.stranger, **ada)
    await suspend_notifier(db, strange.id, given, by=agent)
    third = await propose(db, IdeaDetails("Et encore", "Oui."), by=author)
    with pytest.raises(BarredError):
        await tell(third, author.stranger, **ada)
    assert await violations(db, INVARIANTS) == []


async def test_a_wave_is_taken_down_at_once_and_comes_back_at_once(
    db, tell, author, agent, other, notifier, bench
):
    wave = [bench] + [
        await propose(db, IdeaDetails(f"Promo {number}", "Achetez."), by=author) for number in range(3)
    ]
    with pytest.raises(ConflictOfInterestError):
        await hide_all(db, MODERATED, agent.person.id, HIDDEN, by=agent)
    batch, number = await hide_all(db, MODERATED, author.person.id, HIDDEN, by=agent)
    assert number == 4
    assert [await seen(db, one) for one in wave] == [False] * 4
    account = await account_queries.account(db, MODERATED, agent, author.person.id)
    assert ([one.number for one in account.batches], account.contents) == ([4], [])
    decisions = (await db.exec(select(ModerationDecision).order_by(ModerationDecision.id))).all()
    made = await appeal(db, decisions[0].id, "Pas celle-ci.", Party(author.person.id), by=author)
    await decide_appeal(db, MODERATED, made.id, followed=False, statement=REASON, by=other)
    assert await show_all(db, MODERATED, batch, KEPT, by=agent) == 3  # what another decided since stays
    assert sorted([await seen(db, one) for one in wave]) == [False, True, True, True]
    with pytest.raises(NotFoundError):
        await show_all(db, MODERATED, bench.id, KEPT, by=agent)
    assert await violations(db, INVARIANTS) == []


async def test_a_closed_account_leaves_what_it_reported_without_its_name(
    db, bench, tell, notifier, agent, author, elsewhere, someone
):
    await tell(bench, notifier)
    notifier.person.closed_at = await db.now()
    notifier.person.email = None
    await on_account_closed(db, AccountClosed(notifier.person.id))
    notice = (await db.exec(select(ModerationNotice))).one()
    await db.refresh(notice)
    assert (notice.person_id, notice.explanation) == (None, "La deuxième phrase.")
    assert await violations(db, INVARIANTS) == []
    case = await one_case(db)
    stranger = await someone(Role.AGENT, at=elsewhere)
    with pytest.raises(NotFoundError):
        await decide(db, MODERATED, case.id, HIDDEN, by=stranger)
    with pytest.raises(NotFoundError):
        await look_into(db, MODERATED, "idea", bench.id, by=stranger)
    with pytest.raises(ForbiddenError):
        await set_conduct(db, "Soyez brefs.", by=agent)


PLANTED = {
    "moderation-decides-a-case-once": "UPDATE moderation_case SET decided_at = NULL",
    "moderation-is-by-nobody-concerned": (
        "UPDATE moderation_decision SET by = (SELECT author_id FROM moderation_case)"
    ),
    "moderation-appeals-go-to-another": (
        "UPDATE moderation_decision d SET by = b.by FROM moderation_decision b WHERE d.after_id = b.id"
    ),
    "moderation-appeal-has-its-decision": "UPDATE moderation_appeal SET decided_at = NULL",
    "moderation-stays-in-its-territory": (
        "UPDATE moderation_notice SET territory_id = (SELECT id FROM territory WHERE slug = 'val-clair')"
    ),
    "moderation-lifts-what-it-lifted": "UPDATE moderation_suspension SET lifted_at = until",
    "moderation-forgets-closed-accounts": (
        "UPDATE person SET closed_at = now(), email = NULL, public_name = NULL, language = NULL"
    ),
}


async def test_each_invariant_finds_what_is_planted(db, bench, tell, cast, elsewhere):
    agent, other, _, author, notifier = cast
    await tell(bench, notifier)
    first = await decide(db, MODERATED, (await one_case(db)).id, HIDDEN, by=agent)
    made = await appeal(db, first.id, "Non.", Party(author.person.id), by=author)
    await decide_appeal(db, MODERATED, made.id, followed=True, statement=REASON, by=other)
    given = Suspended(Bar.WRITING, 3, "Publicité.", "Règles de conduite")
    await suspend_person(db, notifier.person.id, given, "fr", by=agent)
    assert set(PLANTED) == {one.name for one in INVARIANTS}
    assert await violations(db, INVARIANTS) == []
    for broken, planted in PLANTED.items():
        undone = await db.begin_nested()
        await db.exec(text(planted))
        assert broken in [one.invariant.name for one in await violations(db, INVARIANTS)]
        await undone.rollback()


async def test_suspended_accounts_are_counted(db, agent, notifier):
    given = Suspended(Bar.WRITING, 3, "Publicité.", "Règles de conduite")
    await suspend_person(db, notifier.person.id, given, "fr", by=agent)
    kept = (await db.exec(select(ModerationSuspension))).one()
    assert (kept.until - kept.since).days == 3
    with pytest.raises(BarredError):
        await propose(db, IdeaDetails("Encore", "Achetez."), by=notifier)
    assert (await figures.figures(db, agent.territory.id, "Europe/Paris")).suspended == 1
