"""What partners add because of a pledge is told again once it is paid, in the order of payments."""

from datetime import timedelta
from gettext import NullTranslations

import pytest

from okote.funding.letters.texts.donors import Paid, confirmed
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.bringing import brought_by
from okote.funding.progress.queries import given_to
from okote.funding.progress.wording import outlook
from okote.identity.models import Person
from okote.web.formatting import Wording
from payments.money import Money, total
from tests.okote.funding.rows import a_pledge
from tests.okote.funding.scene import commit

WORDS = Wording("en", NullTranslations())


@pytest.fixture
async def give(db, live_campaign):
    """Somebody new, unless `by` someone, pays so many minutes after the first."""
    at = await db.now()
    signer = Person(created_at=at)
    db.add(signer)
    await db.flush()
    await commit(db, live_campaign, "Ville", PartnerKind.PUBLIC, signer, ceiling_minor=30_00)

    async def give(after, *, by=None, **changes):
        donor = Person(created_at=at)
        db.add(donor)
        await db.flush()
        paid_at = at + timedelta(minutes=after)
        pledge = a_pledge(live_campaign, by or donor.id, paid_at, body=None, reward=None, **changes)
        db.add(pledge)
        await db.flush()
        return pledge

    return give


@pytest.fixture
def told(db, live_campaign):
    """What is said of a pledge after its payment: what it brings, and why not more."""

    async def told(pledge):
        said = outlook(WORDS, await brought_by(db, live_campaign, pledge))
        return WORDS.money(said.becomes.brought), list(said.notes)

    return told


NEAR = "Ville adds only €10 of €20: its ceiling is near."
FULL = "Ville has reached its ceiling and adds nothing more."


async def test_near_a_ceiling_what_is_left_of_it_is_said_again(db, live_campaign, give, told):
    last, first, second = await give(3), await give(1), await give(2)
    assert [await told(one) for one in (first, second, last)] == [
        ("€40", []),
        ("€30", [NEAR]),
        ("€20", [FULL]),
    ]
    brought = [await brought_by(db, live_campaign, one) for one in (first, second, last)]
    owed = (await given_to(db, [live_campaign.id]))[live_campaign.id].matches[0].amount
    assert total([one.added[0] for one in brought]) == owed == Money.of(30)
    first.status = PledgeStatus.REFUNDED
    await db.flush()
    assert await told(second) == ("€40", [])


async def test_of_one_moment_the_one_that_was_opened_first_comes_first(give, told):
    first, second = await give(1), await give(1)
    assert [(await told(one))[0] for one in (first, second)] == ["€40", "€30"]


async def test_what_own_people_gave_brings_nothing_and_it_is_said_why(live_campaign, db, give, told):
    pledge = await give(1, own_people=True)
    (amount, (why,)) = await told(pledge)
    assert (amount, why[:31]) == ("€20", "Partners add nothing to it: you")
    letter = confirmed(WORDS, live_campaign, Paid(pledge, await brought_by(db, live_campaign, pledge)))
    assert why in letter.paragraphs


async def test_the_mail_that_confirms_it_says_what_each_partner_adds(live_campaign, db, give):
    await give(1)
    pledge = await give(2)
    letter = confirmed(WORDS, live_campaign, Paid(pledge, await brought_by(db, live_campaign, pledge)))
    assert letter.path == f"/my/pledges/{pledge.id}/paper"
    assert letter.rows == [("From you", "€20"), ("Ville", "€10")]
    assert NEAR in letter.paragraphs
    assert (
        "If the campaign succeeds, your €20 bring €30 to the project (€27.60 after the platform's 8%)."
        in (letter.paragraphs)
    )
