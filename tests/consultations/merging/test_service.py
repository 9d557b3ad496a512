"""Merging by its steps: who is asked, who decides, whose support counts where, and taken back again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlmodel import col, delete, select

from consultations.following.models import SubjectFollow
from consultations.following.service import follow_by_itself
from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.invariants import INVARIANTS as OF_IDEAS
from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.moderated import KIND
from consultations.ideas.rules import IdeaGoneError, IdeaReplacedError, IdeaStandsForOthersError, OwnIdeaError
from consultations.ideas.service import support, support_no_more, take_back
from consultations.ideas.study import entrust
from consultations.merging import queries, rules, service
from consultations.merging.holding import among, hold_open_accounts
from consultations.merging.invariants import INVARIANTS
from consultations.merging.models import CarriedSupport
from consultations.merging.rules import Answer, MergeState
from consultations.merging.splitting import Part, split
from consultations.merging.undoing import undo
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError

BECAUSE = "Voilà pourquoi"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def whole(db):
    yield
    assert await violations(db, (*INVARIANTS, *OF_IDEAS)) == []


async def supporters(db, idea):
    found = await db.exec(select(IdeaSupport.person_id).where(IdeaSupport.idea_id == idea.id))
    return set(found.all())


def ids(*visitors):
    return {one.person.id for one in visitors}


def says(db, merge, who, said, reason=None):
    return service.answer(db, merge.territory_id, merge.id, who.person.id, said, reason)


async def test_without_an_objection_two_become_one_with_the_support_of_each_person_once(
    db, agent, pair, people, authors, proposed, pass_time
):
    merge = await proposed(*pair)
    with pytest.raises(rules.MergeStateError):
        await service.carry_out(db, merge.id, by=agent)
    await pass_time(rules.OBJECTING)

    idea = await service.carry_out(db, merge.id, by=agent)

    assert await supporters(db, idea) == ids(*people[:3])
    assert idea.person_id == authors[0].person.id
    other = (await db.exec(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id))).one()
    assert (other.person_id, other.accepted_at) == (authors[1].person.id, merge.merged_at)
    assert [await supporters(db, one) for one in pair] == [ids(*people[:2]), ids(*people[1:3])]
    shown = await queries.any_merge(db, merge.territory_id, merge.id)
    assert (shown.state, shown.merge.idea_id) == (MergeState.MERGED, idea.id)
    deeds = (await db.exec(select(AuditEntry.deed).order_by(col(AuditEntry.id)))).all()
    assert deeds == ["merge_proposed", "ideas_merged"]


async def test_once_all_agree_nobody_has_to_wait(db, agent, pair, authors, proposed):
    merge = await proposed(*pair)
    for one in authors:
        await says(db, merge, one, Answer.AGREES)
    assert await service.carry_out(db, merge.id, by=agent)


async def test_one_objection_waits_until_another_moderator_decides(
    db, agent, second, pair, authors, proposed, pass_time
):
    merge = await proposed(*pair)
    await says(db, merge, authors[0], Answer.AGREES)
    with pytest.raises(rules.MergeReasonError):
        await says(db, merge, authors[0], Answer.OBJECTS)
    await says(db, merge, authors[0], Answer.OBJECTS, "La mienne est pour les enfants")
    await pass_time(40 * DAY)
    with pytest.raises(rules.MergeStateError):
        await service.carry_out(db, merge.id, by=agent)
    with pytest.raises(rules.MergeConflictError):
        await service.overrule(db, merge.id, BECAUSE, by=agent)

    await service.overrule(db, merge.id, BECAUSE, by=second)

    assert await service.state_of(db, merge) is MergeState.READY
    assert await service.carry_out(db, merge.id, by=agent)


async def test_what_is_dropped_may_be_proposed_anew(db, agent, pair, proposed, idea_of):
    merge = await proposed(*pair)
    third = await idea_of("Un troisième banc")
    with pytest.raises(rules.MergeKnownError):
        await proposed(pair[0], third)
    await service.drop(db, merge.id, BECAUSE, by=agent)
    for done in (service.drop, service.overrule):
        with pytest.raises((rules.MergeStateError, rules.MergeConflictError)):
            await done(db, merge.id, BECAUSE, by=agent)
    assert await proposed(*pair)


async def test_nobody_but_those_asked_answers_and_not_when_it_is_over(
    db, pair, people, authors, proposed, pass_time
):
    merge = await proposed(*pair)
    with pytest.raises(NotFoundError):
        await says(db, merge, people[0], Answer.AGREES)
    await pass_time(rules.OBJECTING)
    with pytest.raises(rules.MergeOverError):
        await says(db, merge, authors[0], Answer.AGREES)


async def test_residents_and_authors_among_moderators_neither_propose_nor_decide(
    db, agent, second, pair, people, proposed, idea_of
):
    with pytest.raises(ForbiddenError):
        await proposed(*pair, by=people[0])
    own = await idea_of("Mon banc", by=second)
    with pytest.raises(rules.MergeConflictError):
        await proposed(pair[0], own, by=second)
    merge = await proposed(pair[0], own)
    for done in (service.overrule, service.drop):
        with pytest.raises(rules.MergeConflictError):
            await done(db, merge.id, BECAUSE, by=second)
        with pytest.raises(ForbiddenError):
            await done(db, merge.id, BECAUSE, by=people[0])
    with pytest.raises(ForbiddenError):
        await undo(db, merge.id, BECAUSE, by=people[0])
    assert agent.person.id != second.person.id


async def test_authors_who_supported_another_source_do_not_support_their_own(
    db, agent, idea_of, authors, people, proposed, pass_time
):
    one = await idea_of("Un banc", people[0], authors[1], by=authors[0])
    two = await idea_of("Deux bancs", people[0], authors[0], by=authors[1])
    merge = await proposed(one, two)
    await pass_time(rules.OBJECTING)
    idea = await service.carry_out(db, merge.id, by=agent)
    assert await supporters(db, idea) == ids(people[0])

    await undo(db, merge.id, BECAUSE, by=agent)

    assert await supporters(db, one) == ids(people[0], authors[1])
    assert await supporters(db, two) == ids(people[0], authors[0])


async def test_sources_stay_as_they_are_and_lead_on(db, merged, pair, people, authors, agent, roads):
    for one in pair:
        await follow_by_itself(db, one.territory_id, KIND, one.id, people[3].person.id)
    merge, idea = await merged()
    for refused in (
        support(db, pair[0].id, by=people[3]),
        support_no_more(db, pair[0].id, by=people[0]),
        take_back(db, pair[0].id, by=authors[0]),
        entrust(db, pair[0].id, roads.id, by=agent),
    ):
        with pytest.raises(IdeaReplacedError):
            await refused
    with pytest.raises(IdeaStandsForOthersError):
        await take_back(db, idea.id, by=authors[0])
    with pytest.raises(OwnIdeaError):
        await support(db, idea.id, by=authors[1])
    following = (await db.exec(select(SubjectFollow).where(SubjectFollow.subject_id == idea.id))).all()
    assert {one.person_id for one in following} == ids(people[3])
    assert merge.undone_at is None


async def test_undone_its_sources_are_as_before_but_for_what_was_taken_back(db, merged, pair, people, agent):
    merge, idea = await merged()
    one, two, three, four = people
    await support_no_more(db, idea.id, by=two)
    await support(db, idea.id, by=four)

    await undo(db, merge.id, BECAUSE, by=agent)

    assert await supporters(db, pair[0]) == ids(one)
    assert await supporters(db, pair[1]) == ids(three)
    assert await supporters(db, idea) == ids(four)
    await db.refresh(idea)
    assert [one.replaced_at for one in (*pair, idea)] == [None, None, None]
    assert await db.get(CarriedSupport, (idea.id, one.person.id)) is None


async def test_what_was_taken_back_and_given_anew_is_of_the_merged_idea(db, merged, pair, people, agent):
    merge, idea = await merged()
    await support_no_more(db, idea.id, by=people[0])
    await support(db, idea.id, by=people[0])
    await undo(db, merge.id, BECAUSE, by=agent)
    assert await supporters(db, pair[0]) == ids(people[1])
    assert await supporters(db, idea) == ids(people[0])


async def test_undone_without_anybody_of_its_own_its_sources_stand_in_its_place(db, merged, pair, agent):
    merge, idea = await merged()
    await undo(db, merge.id, BECAUSE, by=agent)
    await db.refresh(idea)
    assert idea.replaced_at is not None
    with pytest.raises(rules.MergeStateError):
        await undo(db, merge.id, BECAUSE, by=agent)


async def test_it_is_too_late_to_undo_once_a_service_studies_it_or_after_thirty_days(
    db, merged, agent, roads, pass_time, idea_of, proposed
):
    merge, idea = await merged()
    other = await idea_of("Encore un banc")
    again = await proposed(idea, other)
    with pytest.raises(rules.MergeMovedOnError):
        await undo(db, merge.id, BECAUSE, by=agent)
    await service.drop(db, again.id, BECAUSE, by=agent)
    await entrust(db, idea.id, roads.id, by=agent)
    with pytest.raises(rules.MergeMovedOnError):
        await undo(db, merge.id, BECAUSE, by=agent)
    await pass_time(rules.UNDOING)
    with pytest.raises(rules.MergeLateError):
        await undo(db, merge.id, BECAUSE, by=agent)


async def test_ideas_of_different_consultations_or_that_are_gone_are_not_merged(
    db, pair, agent, idea_of, authors, proposed, pass_time, process_of
):
    within = await process_of(("ideas", -1, 20))
    apart = await idea_of("Un banc ailleurs", process_id=within.id)
    with pytest.raises(rules.MergeApartError):
        await proposed(pair[0], apart)
    with pytest.raises(rules.MergeSourcesError):
        await proposed(pair[0], pair[0])
    merge = await proposed(*pair)
    await take_back(db, pair[0].id, by=authors[0])
    await pass_time(rules.OBJECTING)
    with pytest.raises(IdeaGoneError):
        await service.carry_out(db, merge.id, by=agent)


async def test_an_idea_that_says_two_things_becomes_two_and_nobody_supports_what_they_did_not_choose(
    db, pair, people, authors, agent
):
    source = pair[0]
    parts = [Part("Un banc", "Pour s’asseoir."), Part("Un toit", "Pour la pluie.")]
    for who, error in ((people[0], ForbiddenError), (authors[1], ForbiddenError)):
        with pytest.raises(error):
            await split(db, source.id, parts, BECAUSE, by=who)

    await split(db, source.id, parts, BECAUSE, by=authors[0])

    found = (await db.exec(select(Idea).where(col(Idea.title).in_(["Un banc", "Un toit"])))).all()
    assert [one.person_id for one in found] == [authors[0].person.id] * 2
    assert [await supporters(db, one) for one in found] == [set(), set()]
    assert await supporters(db, source) == ids(*people[:2])
    await support(db, found[0].id, by=people[0])
    with pytest.raises(rules.MergeKnownError):
        await split(db, source.id, parts, BECAUSE, by=agent)


async def test_a_moderator_splits_what_others_wrote_and_never_what_they_wrote_with_them(
    db, pair, agent, second
):
    parts = [Part("Un banc", "Pour s’asseoir."), Part("Un toit", "Pour la pluie.")]
    at = await db.now()
    known = {"language": "fr", "invited_by": agent.person.id, "invited_at": at, "accepted_at": at}
    ids_ = {"territory_id": pair[0].territory_id, "idea_id": pair[0].id, "person_id": second.person.id}
    db.add(IdeaAuthor(**ids_, **known))
    await db.flush()
    with pytest.raises(rules.MergeConflictError):
        await split(db, pair[0].id, parts, BECAUSE, by=second)
    await split(db, pair[0].id, parts, BECAUSE, by=agent)
    written = select(IdeaAuthor.idea_id).where(IdeaAuthor.person_id == second.person.id)
    assert len((await db.exec(written)).all()) == 3
    assert (await db.exec(select(AuditEntry.deed))).all() == ["idea_split"]
    assert Role.AGENT


async def test_however_many_support_an_idea_a_statement_is_given_them_as_one_value(db, someone):
    """A statement has room for 65,535 values, and a district has more people."""
    lea, given = await someone(), []

    def told(_connection, _cursor, _statement, values, *_):
        given.append(len(values))

    connection = (await db.connection()).sync_connection
    event.listen(connection, "before_cursor_execute", told)
    for many in (1, 300):
        people = [lea.person.id, *(uuid4() for _ in range(many))]
        assert await hold_open_accounts(db, people) == {lea.person.id}
        await db.exec(delete(IdeaSupport).where(among(IdeaSupport.person_id, people)))
    event.remove(connection, "before_cursor_execute", told)
    assert given == [1, 1, 1, 1]
