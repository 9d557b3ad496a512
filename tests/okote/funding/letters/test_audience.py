"""Who has letters that can be refused: who follows, who gave, and nobody who said no."""

from datetime import timedelta
from uuid import uuid4

import pytest

from okote.funding.following.service import follow, silence
from okote.funding.letters.audience import ALL, NOT_DONORS, WRITERS_TOO, readers
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Grant, Role
from okote.platform.mail.wishes import refuse

S = PledgeStatus


@pytest.fixture
def give(db, live_campaign):
    """Somebody gives; `back` is how long after the end they had it back."""

    async def give(visitor, status=S.IN_FORCE, back=None):
        at = await db.now()
        db.add(
            Pledge(
                territory_id=live_campaign.territory_id,
                campaign_id=live_campaign.id,
                person_id=visitor.person.id,
                form_token=uuid4(),
                status=status,
                amount_minor=20_00,
                language="fr",
                thanks_hash=uuid4().bytes * 2,
                created_at=at,
                paid_at=at,
                ended_at=None if back is None else live_campaign.ends_at + back,
            )
        )
        await db.flush()

    return give


@pytest.fixture
def among(db, live_campaign):
    """Who of these is written to, by their place."""

    async def among(*visitors, audience=ALL):
        found = await readers(
            db,
            live_campaign.id,
            "news",
            audience,
            given_back_since=live_campaign.ends_at,
            after=None,
            most=100,
        )
        known = [reader.person_id for reader in found]
        assert len(known) == len(set(known))
        return [visitor.person.id in known for visitor in visitors]

    return among


async def test_followers_and_donors_each_once(db, live_campaign, someone, give, among):
    follower, donor, both, nobody = [await someone() for _ in range(4)]
    for one in (follower, both):
        await follow(db, live_campaign.id, by=one)
    for one in (donor, both, both):
        await give(one)
    assert await among(follower, donor, both, nobody) == [True, True, True, False]
    assert await among(follower, donor, both, nobody, audience=NOT_DONORS) == [
        True,
        False,
        False,
        False,
    ]


async def test_whoever_writes_for_the_holder_too_until_they_say_no(db, live_campaign, someone, among):
    writer, former, elsewhere, silent = writers = [await someone() for _ in range(4)]
    at = await db.now()
    for one in writers:
        scope = uuid4() if one is elsewhere else live_campaign.holder_id
        grant = {"territory_id": live_campaign.territory_id, "person_id": one.person.id, "scope": scope}
        ended = at if one is former else None
        db.add(Grant(**grant, role=Role.HOLDER, granted_at=at, revoked_at=ended))
    await db.flush()
    await silence(db, live_campaign.id, silent.person.id)
    assert await among(writer, former, elsewhere, silent, audience=WRITERS_TOO) == [True, False, False, False]
    assert await among(writer) == [False]


async def test_whoever_said_no_is_left_alone(db, live_campaign, someone, give, among):
    of_all, of_this, no_address = [await someone() for _ in range(3)]
    for one in (of_all, of_this, no_address):
        await follow(db, live_campaign.id, by=one)
        await give(one)
    await refuse(db, of_all.person.id, {"news"})
    await silence(db, live_campaign.id, of_this.person.id)
    no_address.person.email = None
    await db.flush()
    assert await among(of_all, of_this, no_address) == [False, False, False]


@pytest.mark.parametrize(
    ("status", "back", "counts"),
    [
        (S.OPENED, None, False),
        (S.FAILED, timedelta(days=1), True),
        (S.REFUNDING, None, True),
        (S.REFUNDED, timedelta(), True),
        (S.REFUNDED, timedelta(days=-1), False),
    ],
)
async def test_a_donor_is_who_did_not_take_it_back(someone, give, among, status, back, counts):
    donor = await someone()
    await give(donor, status, back)
    assert await among(donor) == [counts and status is not S.FAILED]


async def test_the_next_batch_begins_after_the_last(db, live_campaign, someone):
    for _ in range(3):
        await follow(db, live_campaign.id, by=await someone())
    found, after = [], None
    for _ in range(4):
        batch = await readers(
            db,
            live_campaign.id,
            "news",
            ALL,
            given_back_since=live_campaign.ends_at,
            after=after,
            most=1,
        )
        found += [one.person_id for one in batch]
        after = found[-1]
    assert (len(found), found) == (3, sorted(found))
