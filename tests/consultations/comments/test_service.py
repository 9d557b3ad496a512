"""Comments, answers, corrections, what stays when something goes; what new accounts link from waits."""

from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlmodel import select

from consultations.comments import moderated, queries, service
from consultations.comments.events import CommentShown
from consultations.comments.invariants import INVARIANTS
from consultations.comments.models import CommentVersion
from consultations.comments.queries import Last, Wanted, comments_of, counts_of, thread
from consultations.comments.rules import (
    EDITED_WITHIN,
    CommentAnsweredError,
    CommentGoneError,
    CommentNoteError,
    CommentTooLateError,
    Order,
    OwnCommentError,
    Stance,
)
from consultations.ideas.service import take_back as take_idea_back
from consultations.moderation.contents import AllModerated
from consultations.moderation.models import ModerationCase
from consultations.moderation.rules import Bar, BarredError, CameBy, Ground, Statement, Verdict
from consultations.moderation.service.accounts import Suspended, suspend_person
from consultations.moderation.service.decisions import decide, look_into
from okote.identity.events import AccountClosed
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from tests.consultations.comments.conftest import COMMENTED

MODERATED = AllModerated.of(moderated.MODERATED)
KEPT = Statement(Verdict.KEPT, "Rien à redire.")
HIDDEN = Statement(Verdict.HIDDEN, "Publicité.", Ground.ADVERTISING, "Règles de conduite")


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event.comment)

    return {CommentShown: [hear]}


async def shown(db, visitor, idea, wanted=None):
    return await thread(db, visitor, COMMENTED, "idea", idea.id, wanted)


async def later(db, comment, by=EDITED_WITHIN):
    comment.written_at -= by
    await db.flush()


async def test_comments_answers_and_counts(db, bench, write, old, author, elsewhere, someone):
    one, two = await old(), await old()
    first = await write(one, name="Louise")
    assert await write(one, name="Louise") is first  # pressed twice
    against = await write(two, "Non.", stance=Stance.AGAINST)
    answer = await write(author, "Pourquoi ?", parent=against)
    with pytest.raises(CommentAnsweredError):
        await write(two, "Parce que.", parent=answer)
    found = await shown(db, one, bench)
    assert [row.comment.id for row in found.rows.rows] == [against.id, first.id]
    assert [row.comment.id for row in found.rows.rows[0].answers] == [answer.id]
    assert (found.counts.stances, found.counts.answers, found.counts.all) == (
        {Stance.FOR: 1, Stance.AGAINST: 1},
        1,
        3,
    )
    assert [row.mine for row in found.rows.rows] == [False, True]
    with pytest.raises(NotFoundError):
        await shown(db, await someone(at=elsewhere), bench)
    await take_idea_back(db, bench.id, by=author)
    with pytest.raises(NotFoundError):
        await write(two, "Trop tard.")
    assert await violations(db, INVARIANTS) == []


async def test_agreement_counts_once_and_orders(db, bench, write, old, author):
    one, two = await old(), await old()
    first, second = await write(one), await write(two, "Aussi.")
    for _ in range(2):
        await service.agree(db, first.id, by=two)
    await service.agree(db, first.id, by=author)
    with pytest.raises(OwnCommentError):
        await service.agree(db, first.id, by=one)
    by_agreed = Wanted(Order.AGREED)
    found = await shown(db, two, bench, by_agreed)
    assert [(row.comment.id, row.agreed, row.agree) for row in found.rows.rows] == [
        (first.id, 2, True),
        (second.id, 0, False),
    ]
    rest = await shown(db, two, bench, Wanted(Order.AGREED, Last(first.id, 2)))
    assert [row.comment.id for row in rest.rows.rows] == [second.id]
    oldest = await shown(db, two, bench, Wanted(Order.OLDEST, Last(first.id)))
    assert [row.comment.id for row in oldest.rows.rows] == [second.id]
    await service.agree_no_more(db, first.id, by=two)
    assert await queries.agreed_with(db, first.id) == 1
    await write(one, "Encore.", parent=second)
    assert await violations(db, INVARIANTS) == []


async def test_words_are_mended_at_first_and_corrected_later(db, bench, write, old, author):
    one = await old()
    made = await write(one, "Nom.")
    with pytest.raises(ForbiddenError):
        await service.edit(db, made.id, "Non.", by=author)
    with pytest.raises(CommentNoteError):
        await service.correct(db, made.id, "Non.", by=one)
    for words in ("Non.", "Non.", "Non merci."):
        await service.edit(db, made.id, words, by=one)
    kept = await queries.versions(db, bench.territory_id, made.id)
    assert [(row.number, row.body) for row in kept] == [(1, "Nom."), (2, "Non.")]
    assert kept[0].sha256 == sha256(b"Nom.").digest()
    await later(db, made)
    with pytest.raises(CommentTooLateError):
        await service.edit(db, made.id, "Oui.", by=one)
    await service.correct(db, made.id, "C’était le 3.", by=one)
    with pytest.raises(CommentNoteError):
        await service.correct(db, made.id, "Le 4.", by=one)
    assert await violations(db, INVARIANTS) == []


async def test_what_is_taken_back_leaves_a_trace_only_below_answers(db, bench, write, old, author):
    one = await old()
    alone, answered = await write(one), await write(one, "Non.", stance=Stance.AGAINST)
    await write(author, "Ah ?", parent=answered)
    with pytest.raises(ForbiddenError):
        await service.take_back(db, alone.id, by=author)
    for made in (alone, answered):
        await service.take_back(db, made.id, by=one)
    found = await shown(db, author, bench)
    assert [(row.comment.id, row.gone, len(row.answers)) for row in found.rows.rows] == [
        (answered.id, True, 1)
    ]
    assert (found.counts.all, found.counts.answers) == (1, 1)
    for use_case in (service.agree(db, alone.id, by=author), service.edit(db, alone.id, "Si.", by=one)):
        with pytest.raises(CommentGoneError):
            await use_case
    with pytest.raises(CommentGoneError):
        await write(author, "Encore ?", parent=answered)
    assert list(await comments_of(db, bench.territory_id, one.person.id, None, 9)) == []


async def test_a_closed_account_leaves_comments_of_a_person_who_left(db, bench, write, old, author):
    one = await old()
    kept, gone = await write(one, name="Louise"), await write(one, "Non.", stance=Stance.AGAINST)
    await service.edit(db, kept.id, "Oui, oui.", by=one)
    await service.take_back(db, gone.id, by=one)
    other = await write(author)
    await service.agree(db, other.id, by=one)
    one.person.closed_at, one.person.email = await db.now(), None
    await service.on_account_closed(db, AccountClosed(one.person.id))
    for row in (kept, gone):
        await db.refresh(row)
    assert (kept.public_name, kept.author_left, kept.body, gone.body) == (None, True, "Oui, oui.", "")
    assert (await db.exec(select(CommentVersion))).all() == []  # unordered: there is none
    assert await queries.agreed_with(db, other.id) == 0
    assert await violations(db, INVARIANTS) == []


async def test_links_of_new_accounts_wait_for_a_look(db, bench, write, someone, old, agent, heard):
    new = await someone()
    held = await write(new, "Voyez https://exemple.test")
    assert held.held_at is not None
    assert heard == []
    assert (await shown(db, agent, bench)).counts.all == 0
    (case,) = (await db.exec(select(ModerationCase).order_by(ModerationCase.id))).all()
    assert (case.origin, case.author_id) == (CameBy.PROGRAM, new.person.id)
    assert "Un banc" in case.title
    assert await violations(db, INVARIANTS) == []
    await decide(db, MODERATED, case.id, KEPT, by=agent)
    assert (await shown(db, agent, bench)).counts.all == 1
    assert heard == [held.id]
    harmless = await write(new, "Oui.")
    await service.edit(db, harmless.id, "Oui : www.exemple.test", by=new)  # the link comes afterwards
    assert harmless.held_at is not None
    assert (await write(await old(), "Voyez https://exemple.test")).held_at is None


async def test_what_is_hidden_keeps_its_agreements_and_returns(db, bench, write, old, agent, author):
    one = await old()
    made = await write(one)
    await service.agree(db, made.id, by=author)
    for statement, counted in ((HIDDEN, 0), (KEPT, 1)):
        case = await look_into(db, MODERATED, "comment", made.id, by=agent)
        await decide(db, MODERATED, case.id, statement, by=agent)
        assert (await shown(db, agent, bench)).counts.all == counted
    assert (await shown(db, agent, bench)).rows.rows[0].agreed == 1
    assert await counts_of(db, "idea", [made.id]) == {}


async def test_new_accounts_write_less_and_suspended_ones_nothing(db, write, someone, old, agent):
    new = await someone()
    for number in range(service.COMMENTS_NEW.most):
        await write(new, f"Oui {number}.")
    with pytest.raises(TooManyRequestsError):
        await write(new, "Encore.")
    one = await old()
    for number in range(service.COMMENTS_NEW.most + 1):
        await write(one, f"Oui {number}.")
    await suspend_person(db, one.person.id, Suspended(Bar.WRITING, 3, "Publicité.", "Règles"), "fr", by=agent)
    with pytest.raises(BarredError):
        await write(one, "Encore.")


PLANTED = {
    "comment-answers-one-level-deep": "UPDATE comment SET kind = 'other' WHERE parent_id IS NULL",
    "comment-keeps-each-version": "UPDATE comment SET version = 2, edited_at = written_at",
    "comment-is-not-agreed-with-by-its-author": (
        "INSERT INTO comment_agreement SELECT id, person_id, written_at FROM comment"
    ),
    "comment-is-held-by-a-case": "UPDATE comment SET held_at = written_at",
    "comment-of-a-closed-account-has-no-name": (
        "UPDATE person SET closed_at = now(), email = NULL, public_name = NULL, language = NULL"
    ),
}


async def test_each_invariant_finds_what_is_planted(db, write, old, author):
    made = await write(await old(), name="Louise")
    await write(author, "Ah ?", parent=made)
    assert set(PLANTED) == {one.name for one in INVARIANTS}
    assert await violations(db, INVARIANTS) == []
    for broken, planted in PLANTED.items():
        undone = await db.begin_nested()
        await db.exec(text(planted))
        assert broken in [one.invariant.name for one in await violations(db, INVARIANTS)]
        await undone.rollback()


async def test_pages_and_answers_are_cut(db, bench, write, old, author):
    one = await old()
    first = await write(one, "Zéro.")
    for number in range(queries.ANSWERS + 2):
        await write(author, f"Réponse {number}.", parent=first)
    for number in range(queries.PER_PAGE):
        await write(one, f"Commentaire {number}.")
    page = await shown(db, one, bench)
    assert len(page.rows.rows) == queries.PER_PAGE
    rest = await shown(db, one, bench, Wanted(after=page.rows.next["after"]))
    (last,) = rest.rows.rows
    assert (last.comment.id, len(last.answers), last.more) == (first.id, queries.ANSWERS, 2)
    whole = await queries.alone(db, one, COMMENTED, first.id)
    assert len(whole.rows.rows) == queries.ANSWERS + 2
