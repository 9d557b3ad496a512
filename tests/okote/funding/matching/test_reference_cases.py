"""Cases of other projects about splitting and ceilings; each that is not ours is named, with its reason."""

import json
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from okote.funding.matching.rules import Commitment, Completion, Condition, Measure, PerEuro, on_donors
from okote.funding.partners.rules import PartnerKind
from payments.money import Money, total

DATA = Path(__file__).parents[3] / "data" / "matching"


def load(name: str):
    return json.loads((DATA / name).read_text(encoding="utf-8"), parse_float=Decimal)


GOTEO = load("goteo_matchfunding.json")["cases"]
LIBERAPAY = load("liberapay_splits.json")["cases"]
QUADRATIC = load("quadratic_funding.json")

NOT_OURS = {
    "donor already used the one allowed donation": (
        "a limit on the number of donations would make the match depend on how a donor splits a gift"
    ),
    "minimum": "a share is never dropped for being small: our weights stand for money that was given",
    "three contributors 9, 4, 1": "a sum of square roots, nothing is split",
}

FURTHEST_BELOW = (
    "the odd cent goes by the largest remainder in cents; theirs goes to whoever is furthest below in "
    "proportion, so a share of a third of a cent overtakes one of many euros"
)
DIFFERENT = {
    "low amount": ({"1": "6.01", "2": "0.00"}, FURTHEST_BELOW),
    "partial convergence": ({"1": "0.99", "2": "0.00"}, FURTHEST_BELOW),
}


ANY_GOAL = Money.of("15000")


def completed(missing: int, ceilings: dict[str, int]) -> dict[str, int]:
    """What partners pay of it who all complete, in the smallest unit of the case, by the name of each."""
    promise = Completion(Condition(Measure.DONORS, 1))
    partners = [
        Commitment(UUID(int=number), UUID(int=number), PartnerKind.PRIVATE, promise, Money(ceiling))
        for number, ceiling in enumerate(ceilings.values())
    ]
    standings = on_donors(Money(missing + 1), partners, {UUID(int=1): Money(1)}).standings()
    return {name: one.owed.minor for name, one in zip(ceilings, standings, strict=True)}


def named(cases, *names):
    """Those cases by name, each there."""
    found = {case["name"]: case for case in cases}
    return [found[name] for name in names]


def test_the_files_hold_as_many_cases_as_we_know_of():
    assert (len(GOTEO), len(LIBERAPAY)) == (4, 10)
    assert (len(QUADRATIC["cases"]), len(QUADRATIC["simple_examples"])) == (3, 1)


def test_every_case_is_run_or_named_with_its_reason():
    every = [*GOTEO, *LIBERAPAY, *QUADRATIC["cases"], *QUADRATIC["simple_examples"]]
    names = {case["name"] for case in every}
    assert len(names) == len(every) == 18
    run = {case["name"] for case in [*GOTEO_MATCHES, *GOTEO_SPLITS, *LIBERAPAY_SPLITS, *POOLS, IDEAL]}
    assert (len(run), len(NOT_OURS)) == (15, 3)
    assert run | NOT_OURS.keys() == names
    assert not run & NOT_OURS.keys()
    assert set(DIFFERENT) <= run


GOTEO_MATCHES = named(GOTEO, "factor 2", "capped per donation")


@pytest.mark.parametrize("case", GOTEO_MATCHES, ids=lambda case: case["name"])
def test_goteo_a_donation_is_matched_under_its_ceilings(case):
    """Their pool and their limit per project are together our ceiling; whole euros."""
    settings = case["settings"]
    assert settings["max_invests_per_user"] == 1
    ceiling = min(settings["max_amount_per_project"], sum(case["pools"].values()))
    partner = Commitment(
        UUID(int=1),
        UUID(int=2),
        PartnerKind.PRIVATE,
        PerEuro(settings["match_factor"] * 10_000, Money.of(settings["max_amount_per_invest"])),
        Money.of(ceiling),
    )
    (standing,) = on_donors(ANY_GOAL, [partner], {UUID(int=3): Money.of(case["donation"])}).standings()
    assert standing.owed == Money.of(case["expected_match"])


GOTEO_SPLITS = named(GOTEO, "split of 100 among pools of 100 and 50")


@pytest.mark.parametrize("case", GOTEO_SPLITS, ids=lambda case: case["name"])
def test_goteo_an_amount_is_split_in_proportion_to_the_pools(case):
    parts = Money(case["amount"]).split(list(case["pools"].values()))
    assert dict(zip(case["pools"], (part.minor for part in parts), strict=True)) == case["expected_split"]
    assert completed(case["amount"], case["pools"]) == case["expected_split"]


LIBERAPAY_SPLITS = [case for case in LIBERAPAY if case["name"] not in NOT_OURS]


def rotated(names: list[str], round_: int) -> list[str]:
    """Ties go by the order of the weights; who wants them to rotate, rotates the order."""
    first = (round_ - 1) % len(names)
    return names[first:] + names[:first]


@pytest.mark.parametrize("case", LIBERAPAY_SPLITS, ids=lambda case: case["name"])
def test_liberapay_an_amount_is_split_to_the_cent(case):
    """Theirs is in two steps: what is still wanted first, the rest in proportion to the base."""
    names = rotated(list(case["base"]), case["round"])
    available = Money.of(case["available"])
    wanted = case.get("convergence", {})
    first = min(available, total([Money.of(amount) for amount in wanted.values()]))
    shares = dict.fromkeys(names, Money(0))
    for amount, weights in ((first, wanted), (available - first, case["base"])):
        if amount:
            parts = amount.split([Money.of(weights[name]).minor for name in names])
            shares = {name: shares[name] + part for name, part in zip(names, parts, strict=True)}
    expected, _reason = DIFFERENT.get(case["name"], (case["expected"], None))
    assert shares == {name: Money.of(amount) for name, amount in expected.items()}
    assert total(list(shares.values())) == available
    assert (expected != case["expected"]) == (case["name"] in DIFFERENT)


COMPLETED = [case for case in LIBERAPAY_SPLITS if "convergence" not in case and case["round"] == 1]


@pytest.mark.parametrize("case", COMPLETED, ids=lambda case: case["name"])
def test_liberapay_partners_complete_an_amount_as_it_is_split(case):
    """Their base amounts are our ceilings, where no more is available than they add up to."""
    ceilings = {name: Money.of(amount).minor for name, amount in case["base"].items()}
    expected, _reason = DIFFERENT.get(case["name"], (case["expected"], None))
    available = Money.of(case["available"]).minor
    assert available <= sum(ceilings.values())
    assert completed(available, ceilings) == {name: Money.of(one).minor for name, one in expected.items()}


def test_liberapay_seven_as_they_expect_two_by_our_rule_one_not_ours():
    assert len(LIBERAPAY_SPLITS) - len(DIFFERENT) == 7
    assert [case["name"] for case in LIBERAPAY if case["name"] in NOT_OURS] == ["minimum"]


CAPPED = "cap per project with redistribution"
POOLS = named(QUADRATIC["cases"], "pool smaller than the ideal matches", CAPPED)
[IDEAL] = named(QUADRATIC["cases"], "pool larger than the ideal matches, not filled")


@pytest.mark.parametrize("case", POOLS, ids=lambda case: case["name"])
def test_quadratic_a_pool_is_split_in_proportion_to_what_projects_would_have(case):
    projects = list(IDEAL["expected_match"])
    assert case["contributions"] == IDEAL["contributions"]
    parts = Money(case["pool"]).split([IDEAL["expected_match"][project] for project in projects])
    expected = case.get("expected_match_without_cap", case["expected_match"])
    assert {p: part.minor for p, part in zip(projects, parts, strict=True)} == expected
    assert completed(case["pool"], IDEAL["expected_match"]) == expected


def test_quadratic_where_more_is_missing_than_all_would_pay_each_pays_its_whole_part():
    """Their pool of a thousand for ideal matches of 250, not filled, is our goal beyond all ceilings."""
    assert not IDEAL["fill_pool"]
    assert completed(IDEAL["pool"], IDEAL["expected_match"]) == IDEAL["expected_match"]


def test_quadratic_what_exceeds_a_ceiling_is_shared_without_losing_a_unit():
    """Theirs rounds down and leaves one unit undistributed; ours gives it to the largest remainder."""
    [case] = named(QUADRATIC["cases"], CAPPED)
    uncapped, cap = case["expected_match_without_cap"], case["cap_per_project"]
    below = [project for project, amount in uncapped.items() if amount < cap]
    excess = Money(sum(amount - cap for amount in uncapped.values() if amount > cap))
    parts = dict(zip(below, excess.split([uncapped[project] for project in below]), strict=True))
    ours = {p: uncapped[p] + parts[p].minor if p in parts else cap for p in uncapped}
    assert ours == {**case["expected_match"], "project_1": case["expected_match"]["project_1"] + 1}
    assert sum(ours.values()) == case["pool"] == sum(case["expected_match"].values()) + 1
