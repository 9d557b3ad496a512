"""What an offer must say before anyone may give to it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from okote.funding.campaigns.rules import (
    HolderFacts,
    Missing,
    Offer,
    Period,
    TaxReceipt,
    missing,
)
from okote.territories.days import end_of, start_of
from payments.money import Money
from tests.okote.funding.clocks import PARIS


def days(first: str, count: int) -> Period:
    opening = date.fromisoformat(first)
    return Period(start_of(opening, PARIS), end_of(opening + timedelta(days=count - 1), PARIS))


OFFER = Offer(
    title="Un four à pain pour le quartier",
    story="Le dimanche, **on cuit ensemble**.",
    has_picture=True,
    picture_alternative="Un four en grès au milieu d'un verger.",
    other_alternatives=["Une place sous des tilleuls.", "Une pelle à pain."],
    has_place=True,
    purpose="Construire un four à pain ouvert à toutes et à tous.",
    expected_result="Une fournée par semaine dès le printemps.",
    timetable="Travaux en février, première fournée en avril.",
    goal=Money.of(15_000),
    budget=[("Maçonnerie", Money.of(11_000)), ("Toiture", Money.of(4_000))],
    surplus="Un second four, plus petit.",
    period=days("2026-11-01", 39),
    tax_receipt=TaxReceipt.UNCONFIRMED,
    unticked=0,
)
HOLDER = HolderFacts(name="Les Fournées du Ried", has_identifier=True, card_payments=True, transfers=True)


def of(offer: Offer, holder: HolderFacts = HOLDER, longest_days: int = 60) -> list[Missing]:
    return missing(offer, holder, longest_days=longest_days)


def test_a_complete_offer_lacks_nothing():
    assert of(OFFER) == []


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"title": "  "}, "title"),
        ({"story": ""}, "story"),
        ({"has_picture": False}, "picture"),
        ({"picture_alternative": "\u00a0"}, "picture_alternative"),
        ({"other_alternatives": ["Une place", " "]}, "pictures_alternative"),
        ({"has_place": False}, "place"),
        ({"purpose": ""}, "purpose"),
        ({"expected_result": ""}, "expected_result"),
        ({"timetable": "\n"}, "timetable"),
        ({"surplus": " "}, "surplus"),
        ({"tax_receipt": None}, "tax_receipt"),
        ({"unticked": 2}, "checklist"),
        ({"goal": None}, "goal"),
        ({"goal": Money(0)}, "goal"),
        ({"goal": Money(-1)}, "goal"),
        ({"goal": Money.of("15000.01")}, "budget_below_goal"),
        ({"budget": []}, "budget"),
        ({"budget": [("Four", Money.of(15_000)), (" ", Money.of(1))]}, "budget_line"),
        ({"budget": [("Four", Money.of(15_000)), ("Toit", Money(0))]}, "budget_line"),
        ({"budget": [("Four", Money.of(15_001)), ("Toit", Money.of(-1))]}, "budget_line"),
        ({"budget": [("Four", Money.of("14999.99"))]}, "budget_below_goal"),
        ({"period": None}, "period"),
        (
            {"period": Period(start_of(date(2026, 11, 2), PARIS), start_of(date(2026, 11, 2), PARIS))},
            "period_reversed",
        ),
        (
            {"period": Period(end_of(date(2026, 11, 2), PARIS), start_of(date(2026, 11, 2), PARIS))},
            "period_reversed",
        ),
        ({"period": days("2026-11-01", 61)}, "period_too_long"),
        ({"period": days("2026-11-01", 76)}, "period_beyond_hold"),
    ],
)
def test_each_thing_that_lacks_is_named(change, lacks):
    assert of(replace(OFFER, **change)) == [Missing(lacks)]


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"name": ""}, "holder_name"),
        ({"has_identifier": False}, "holder_identifier"),
        ({"card_payments": False}, "holder_card_payments"),
        ({"transfers": False}, "holder_transfers"),
    ],
)
def test_the_holder_must_be_known_and_able_to_be_paid(change, lacks):
    assert of(OFFER, replace(HOLDER, **change)) == [Missing(lacks)]


@pytest.mark.parametrize("receipt", TaxReceipt)
def test_any_answer_about_tax_receipts_will_do(receipt):
    assert of(replace(OFFER, tax_receipt=receipt)) == []


def test_a_budget_may_exceed_the_goal():
    assert of(replace(OFFER, budget=[("Four et pavage", Money.of(22_000))])) == []


def test_the_largest_goal():
    most, beyond = Money.of(10_000_000), Money.of("10000000.01")
    assert of(replace(OFFER, goal=most, budget=[("Tout", most)])) == []
    assert of(replace(OFFER, goal=beyond, budget=[("Tout", beyond)])) == [Missing.GOAL_TOO_LARGE]


def test_the_territory_sets_the_longest_campaign_and_stripe_the_limit_of_all():
    assert of(replace(OFFER, period=days("2026-11-01", 60))) == []
    assert of(replace(OFFER, period=days("2026-11-01", 75)), longest_days=75) == []
    assert of(replace(OFFER, period=days("2026-11-01", 76)), longest_days=300) == [Missing.PERIOD_BEYOND_HOLD]


def test_an_empty_draft_learns_all_at_once_in_the_order_of_its_form():
    texts = dict.fromkeys(
        ["title", "story", "picture_alternative", "purpose", "expected_result", "timetable", "surplus"], ""
    )
    rest = {"has_picture": False, "has_place": False, "goal": None, "budget": [], "period": None}
    empty = Offer(**texts, **rest, other_alternatives=[], tax_receipt=None, unticked=0)
    nobody = HolderFacts("", has_identifier=False, card_payments=False, transfers=False)
    assert of(empty, nobody) == [
        "title",
        "story",
        "picture",
        "picture_alternative",
        "place",
        "purpose",
        "expected_result",
        "timetable",
        "goal",
        "budget",
        "surplus",
        "period",
        "tax_receipt",
        "holder_name",
        "holder_identifier",
        "holder_card_payments",
        "holder_transfers",
    ]


def test_rewards_come_after_the_end_and_never_from_a_public_authority():
    last_day = date(2026, 12, 9)
    due = replace(OFFER, reward_months=[date(2026, 12, 1)], last_day=last_day)
    assert of(due) == []
    assert of(replace(due, reward_months=[date(2026, 11, 1)])) == [Missing.REWARDS_TOO_EARLY]
    assert of(due, replace(HOLDER, public_authority=True)) == [Missing.REWARDS_OF_AUTHORITY]
    assert of(OFFER, replace(HOLDER, public_authority=True)) == []
