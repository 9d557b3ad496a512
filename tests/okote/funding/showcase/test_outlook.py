"""What one amount brings, told before anyone pays: each kind of promise near and past its condition."""

from datetime import UTC, datetime
from gettext import NullTranslations
from uuid import UUID

import pytest

from okote.funding.campaigns.models import Campaign
from okote.funding.matching.rules import Commitment, Completion, Condition, Lump, Measure, PerEuro, on_donors
from okote.funding.partners.rules import PartnerKind
from okote.funding.progress.queries import Backing, Given
from okote.funding.progress.wording import _limited
from okote.funding.showcase.outlook import outlook
from okote.funding.showcase.queries import Shown
from okote.funding.terms.rules import Base, OwnPeople
from okote.web.formatting import Wording
from payments.money import Money

WORDS = Wording("en", NullTranslations())
TWENTY = Money.of(20)
AT = datetime(2026, 11, 22, tzinfo=UTC)


def shown(promise, ceiling, *amounts):
    """A campaign for 1 000 € with one partner."""
    commitment = Commitment(UUID(int=1), UUID(int=2), PartnerKind.PUBLIC, promise, Money.of(ceiling))
    by_donor = {UUID(int=10 + number): Money.of(amount) for number, amount in enumerate(amounts)}
    matching = on_donors(Money.of("1000"), [commitment], by_donor)
    backings = [Backing("Ville", standing) for standing in matching.standings()]
    campaign = Campaign(
        goal_minor=100_000,
        threshold_bp=7_500,
        threshold_on=Base.ALL,
        commission_bp=0,
        commission_on=Base.ALL,
        vat_bp=0,
    )
    known = {"holder": None, "place": None, "category": None, "closing": None}
    given = Given(matching, len(by_donor), len(by_donor), backings)
    return Shown(campaign=campaign, given=given, at=AT, **known)


async def told(campaign):
    found = await outlook(None, campaign, TWENTY, None, WORDS)
    return [WORDS.money(amount) for _, _, amount in found.becomes.rows], list(found.notes)


@pytest.mark.parametrize(
    ("given", "amounts", "notes"),
    [
        (("500",), ["€20", "€20"], []),
        (("590",), ["€20", "€10"], ["Ville adds only €10 of €20: its ceiling is near."]),
        (("600",), ["€20"], ["Ville has reached its ceiling and adds nothing more."]),
    ],
)
async def test_of_a_euro_for_each_euro_what_is_left_of_the_ceiling(given, amounts, notes):
    assert await told(shown(PerEuro(10_000), "600", *given)) == (amounts, notes)


@pytest.mark.parametrize(
    ("most", "ceiling", "amounts", "notes"),
    [
        ("20", "600", ["€20", "€20"], []),
        (
            "15",
            "600",
            ["€20", "€15"],
            ["Ville adds only €15 of €20: it adds to the first €15 that one donor gives."],
        ),
        ("15", "10", ["€20", "€10"], ["Ville adds only €10 of €20: its ceiling is near."]),
    ],
)
async def test_of_one_donor_what_the_partner_looks_at(most, ceiling, amounts, notes):
    assert await told(shown(PerEuro(10_000, Money.of(most)), ceiling)) == (amounts, notes)


async def test_of_a_donor_who_gave_enough_it_is_not_said_that_the_partner_has_paid_all():
    promise = PerEuro(10_000, Money.of(15))
    commitment = Commitment(UUID(int=1), UUID(int=2), PartnerKind.PUBLIC, promise, Money.of(600))
    standing = on_donors(Money.of(1_000), [commitment], {(UUID(int=9), None): Money.of(15)}).standings()[0]
    assert _limited("Ville", Money(0), TWENTY, standing, WORDS) == (
        "Ville adds to the first €15 that one donor gives: it adds nothing to what you give beyond."
    )


@pytest.mark.parametrize(
    ("condition", "given", "amounts", "notes"),
    [
        (
            Condition(Measure.DONORS, 3),
            ("5",),
            ["€20"],
            [
                (
                    "Ville adds €300 as soon as 3 people have contributed"
                    " (1 person is still missing, yours included)."
                )
            ],
        ),
        (
            Condition(Measure.DONORS, 3),
            ("5", "5"),
            ["€20", "€300"],
            ["Yours is the contribution that sets off what Ville promised."],
        ),
        (Condition(Measure.DONORS, 3), ("5", "5", "5"), ["€20"], []),
        (
            Condition(Measure.SHARE, 5_000),
            ("400",),
            ["€20"],
            [
                (
                    "Ville adds €300 as soon as residents have given 50% of the goal"
                    " (€80 are still missing, yours included)."
                )
            ],
        ),
        (
            Condition(Measure.AMOUNT, 50_000),
            ("400",),
            ["€20"],
            ["Ville adds €300 as soon as residents have given €500 (€80 are still missing, yours included)."],
        ),
    ],
)
async def test_a_sum_at_once_is_never_told_before_it_is_due(condition, given, amounts, notes):
    assert await told(shown(Lump(condition), "300", *given)) == (amounts, notes)


@pytest.mark.parametrize(
    ("given", "amounts", "notes"),
    [
        (
            ("300",),
            ["€20"],
            [
                (
                    "Ville pays what is then missing to the goal, up to €400, as soon as residents have given"
                    " 60% of it (€280 are still missing, yours included)."
                )
            ],
        ),
        (
            ("580",),
            ["€20", "€400"],
            ["Yours is the contribution that sets off what Ville promised."],
        ),
        (
            ("700",),
            ["€20", "-€20"],
            ["Ville pays what is missing to the goal: your contribution leaves it €20 less to pay."],
        ),
        (("1000",), ["€20"], []),
    ],
)
async def test_who_completes_pays_less_of_what_is_given_in_the_meantime(given, amounts, notes):
    assert await told(shown(Completion(Condition(Measure.SHARE, 6_000)), "400", *given)) == (amounts, notes)


async def test_what_brings_nothing_more_is_drawn_and_added_up_as_such():
    found = await outlook(
        None, shown(Completion(Condition(Measure.SHARE, 6_000)), "400", "700"), TWENTY, None, WORDS
    )
    assert (found.becomes.brought, found.becomes.net) == (Money(0), Money(0))
    assert [segment.width for segment in found.becomes.segments] == ["100.00%"]


async def test_of_who_withdrew_nothing_is_said():
    for promise in (PerEuro(10_000), Lump(Condition(Measure.DONORS, 2))):
        assert await told(shown(promise, "0", "5")) == (["€20"], [])


@pytest.mark.parametrize(
    ("rule", "amounts"),
    [(OwnPeople.UNMATCHED, ["€20"]), (OwnPeople.MATCHED, ["€20", "€20"])],
)
async def test_what_own_people_give_brings_what_the_terms_say(rule, amounts):
    campaign = shown(PerEuro(10_000), "600", "5")
    campaign.campaign.own_people = rule
    found = await outlook(None, campaign, TWENTY, None, WORDS, own=True)
    assert [WORDS.money(amount) for _, _, amount in found.becomes.rows] == amounts
    assert len(found.notes) == (rule is OwnPeople.UNMATCHED)


def test_a_campaign_tells_who_waits_and_who_completes():
    waiting = shown(Lump(Condition(Measure.DONORS, 2)), "300", "5").given
    assert ([one.partner for one in waiting.waiting], waiting.completing) == (["Ville"], [])
    assert waiting.multiplied == Money.of(1)
    completing = shown(Completion(Condition(Measure.DONORS, 1)), "300", "701").given
    assert (completing.waiting, [one.partner for one in completing.completing]) == ([], ["Ville"])
    short = shown(Completion(Condition(Measure.DONORS, 1)), "300", "699").given
    assert (short.waiting, short.completing) == ([], [])
    withdrawn = shown(Lump(Condition(Measure.DONORS, 2)), "0", "5").given
    assert (withdrawn.waiting, withdrawn.completing) == ([], [])
    assert shown(PerEuro(5_000), "300", "5").given.multiplied == Money.of("1.50")
    assert shown(PerEuro(5_000), "0", "5").given.multiplied == Money.of(1)
    assert shown(PerEuro(5_000), "2.50", "5").given.multiplied == Money.of(1)
