"""One mail for all that is new: gathered, never empty, without what was taken down, once whoever looks."""

from asyncio import Event, gather, wait_for
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select, update

from consultations.comments import moderated
from consultations.comments.followed import TOLD
from consultations.comments.rules import Stance, Written
from consultations.comments.service import comment, take_back
from consultations.comments.subjects import AllCommented
from consultations.following.digest import NOTHING, path_for, tell_one
from consultations.following.invariants import INVARIANTS
from consultations.following.models import Digest, SubjectFollow, SubjectNews
from consultations.following.queries import BETWEEN, GATHERED, Due, due, followed_by, follows, news_for
from consultations.following.service import follow, on_account_closed, unfollow
from consultations.following.subjects import AllFollowed
from consultations.ideas import commented as ideas
from consultations.ideas.service import IdeaDetails, propose
from consultations.moderation.contents import Hiding
from okote.identity.events import AccountClosed
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.checks import violations
from okote.platform.errors import NotFoundError
from okote.platform.mail.models import Mail
from tests.okote.app_client import ADDRESS, territory

FOLLOWED = AllFollowed.of([ideas.FOLLOWED], [*TOLD, *ideas.TOLD])
COMMENTED = AllCommented.of(ideas.COMMENTED)


@pytest.fixture
async def people(house):
    """An author, a follower, a third one: their accounts are older than a week."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        since = await db.now() - timedelta(days=30)
        made = [Person(created_at=since, email=f"p{one}@exemple.test") for one in range(3)]
        db.add_all(made)
    return [Visitor(territory=here, language="fr", address=ADDRESS, person=one) for one in made]


@pytest.fixture
async def bench(house, people):
    async with house.database.unit_of_work() as db:
        made = await propose(db, IdeaDetails("Un banc", "La côte est longue."), by=people[0])
        await follow(db, FOLLOWED, "idea", made.id, by=people[1])
        await follow(db, FOLLOWED, "idea", made.id, by=people[1])  # pressed twice
    return made


@pytest.fixture
def write(house, bench):
    async def write(by, body, parent=None):
        async with house.database.unit_of_work() as db:
            said = Written(body, None if parent else Stance.FOR)
            on = parent.id if parent else None
            return await comment(db, COMMENTED, "idea", bench.id, said, by=by, parent_id=on)

    return write


async def pass_by(house, by):
    """As if all of it had happened earlier."""
    async with house.database.unit_of_work() as db:
        for column in (SubjectNews.at, SubjectFollow.since, Digest.sent_at):
            await db.exec(update(column.class_).values({column: column - by}))


async def look(house):
    async with house.database.reading() as db:
        found = await due(db, await db.now(), 100)
    told = []
    for one in found:
        async with house.database.unit_of_work() as db:
            told.append(await tell_one(house, db, FOLLOWED, one))
    return told


async def mails(house):
    async with house.database.reading() as db:
        found = (await db.exec(select(Mail).order_by(Mail.created_at, Mail.id))).all()
    return [one for one in found if one.key.startswith("digest:")]


async def test_news_is_gathered_told_once_and_never_without_anything_in_it(house, bench, people, write):
    author, follower, third = people
    first = await write(third, "Oui.")
    await write(author, "Pourquoi ?", parent=first)
    await write(follower, "Moi aussi.")  # nobody is told of what they did themselves
    assert await look(house) == []  # it is too fresh
    await pass_by(house, GATHERED)
    assert await look(house) == [True, True, True]
    by_reader = {one.recipient: one for one in await mails(house)}
    assert sorted(by_reader) == ["p0@exemple.test", "p1@exemple.test", "p2@exemple.test"]
    assert "2 nouveaux commentaires" in by_reader["p0@exemple.test"].text  # its author, and not of their own
    assert "2 nouveaux commentaires" in by_reader["p1@exemple.test"].text
    answered = by_reader["p2@exemple.test"].text
    assert "1 réponse à votre commentaire" in answered
    assert "nouveau commentaire" not in answered
    assert path_for(house.settings, third.person.id) in by_reader["p2@exemple.test"].unsubscribe
    assert await look(house) == []

    gone = await write(third, "Une erreur.")
    async with house.database.unit_of_work() as db:
        await take_back(db, gone.id, by=third)
    await pass_by(house, BETWEEN)
    assert await look(house) == [False, False]  # nothing is left to tell
    assert await look(house) == []
    hidden = await write(third, "Une insulte.")
    async with house.database.unit_of_work() as db:
        at = await db.now()
        await moderated.MODERATED.hide(db, hidden.id, Hiding(at, author.person.id, "Insulte."))
    await write(third, "Une raison.")
    await pass_by(house, BETWEEN)
    assert await look(house) == [True, True]
    assert "1 nouveau commentaire" in (await mails(house))[-1].text
    await write(third, "Le même jour.")
    await pass_by(house, GATHERED)
    assert await look(house) == []  # one mail a day
    async with house.database.reading() as db:
        assert await violations(db, INVARIANTS) == []


async def test_two_who_look_at_once_write_one_mail(house, bench, people, write):
    await write(people[2], "Oui.")
    await pass_by(house, GATHERED)
    which = Due(people[1].person.id, bench.territory_id)

    async def tell():
        async with house.database.unit_of_work() as db:
            return await tell_one(house, db, FOLLOWED, which)

    assert sorted(await gather(tell(), tell(), tell())) == [False, False, True]
    assert len(await mails(house)) == 1


async def test_without_holding_how_far_somebody_was_told_both_would_write(house, bench, people, write):
    """The negative control: both find the same news before either has noted it."""
    await write(people[2], "Oui.")
    await pass_by(house, GATHERED)
    which, asked, seen = Due(people[1].person.id, bench.territory_id), [Event(), Event()], []

    async def read(mine, others):
        async with house.database.unit_of_work() as db:
            found = await news_for(db, which, NOTHING, await db.now())
            seen.append(len(found))
            mine.set()
            await wait_for(others.wait(), 10)

    await gather(read(*asked), read(*reversed(asked)))
    assert seen == [1, 1]


async def test_who_follows_no_more_or_left_hears_nothing(house, bench, people, write):
    author, follower, third = people
    await write(third, "Oui.")
    async with house.database.unit_of_work() as db:
        assert await follows(db, follower.person.id, "idea", bench.id)
        assert list(await followed_by(db, FOLLOWED, follower)) == ["idea"]
        await unfollow(db, FOLLOWED, "idea", bench.id, by=follower)
        await unfollow(db, FOLLOWED, "idea", bench.id, by=author)  # also of what one made
        with pytest.raises(NotFoundError):
            await follow(db, FOLLOWED, "idea", author.person.id, by=follower)
        with pytest.raises(NotFoundError):
            await unfollow(db, FOLLOWED, "idea", author.person.id, by=follower)
        with pytest.raises(NotFoundError):
            await follow(db, FOLLOWED, "nothing", bench.id, by=follower)
    await pass_by(house, GATHERED)
    assert await look(house) == []
    answered = await write(third, "Encore.")
    await write(follower, "Ah ?", parent=answered)
    async with house.database.unit_of_work() as db:
        await follow(db, FOLLOWED, "idea", bench.id, by=third)
        gone = await db.get_one(Person, third.person.id)
        gone.closed_at, gone.email = await db.now(), None
        await on_account_closed(db, AccountClosed(third.person.id))
    async with house.database.reading() as db:
        assert await violations(db, INVARIANTS) == []
        assert (await db.exec(select(Digest))).all() == []  # unordered: there is none
        assert all(one.by != third.person.id for one in await db.exec(select(SubjectNews)))


async def test_the_invariant_finds_what_is_planted(house, bench, people):
    async with house.database.unit_of_work() as db:
        closed = "UPDATE person SET closed_at = now(), email = NULL, public_name = NULL, language = NULL"
        await db.exec(text(closed))
        assert len(await violations(db, INVARIANTS)) == 1
