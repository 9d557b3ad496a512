"""The walk through the whole product finds pages, and every pair of states."""

from itertools import combinations

from tests.browser.everywhere import FIRST, OTHERS, kind, within

HOME = "http://trois-rives.localhost:8000/fr"


def test_pages_about_different_things_are_of_one_kind():
    number = "0199aa00-0000-7000-8000-000000000001"
    assert kind(f"/back-office/campaigns/{number}/edit") == "/back-office/campaigns/…/edit"
    assert kind("/campaigns/un-four-pour-le-port/news") == "/campaigns/…/news"
    assert kind("/sign-in?next=%2Fcampaigns%2Fun-four") == "/sign-in?next=…"
    assert kind("/account") == "/account"


def test_only_pages_of_the_territory_are_visited():
    hrefs = [
        f"{HOME}/search?q=four",
        f"{HOME}/account/data.csv",
        "https://okote.example/fr/",
        f"{HOME}/legal",
    ]
    assert list(within(hrefs, HOME)) == ["/search?q=four", "/legal"]


def test_every_pair_of_language_width_and_scheme_is_seen():
    states = [(one.language, one.narrow, one.scheme) for one in (FIRST, *OTHERS)]
    for first, second in combinations(range(3), 2):
        values = [{state[index] for state in states} for index in (first, second)]
        assert len({(state[first], state[second]) for state in states}) == len(values[0]) * len(values[1])
