"""Alarms are shown to who administers the only territory of an installation, in their language."""

import pytest
from sqlalchemy import text

from okote.identity.models import Role
from payments.ledger.invariants import INVARIANTS

HERE = "/back-office/alarms"
HOME = "/en/back-office"
RULE = INVARIANTS[0]
KEEP = text(
    "INSERT INTO watched_invariant VALUES (:rule, now(), 3, now() - interval '2 days'),"
    " ('long gone', now(), 1, now()), ('sound', now(), 0, NULL)"
).bindparams(rule=RULE.name)
LATE = text("UPDATE watched_invariant SET asked_at = now() - interval '16 minutes' WHERE violations = 0")
SILENT = text("UPDATE watched_invariant SET asked_at = now() - interval '16 minutes'")


@pytest.fixture
async def found(house):
    """One rule is violated three times, and one that the code no longer knows, once."""
    await run(house, KEEP)


async def run(house, *statements) -> None:
    async with house.database.unit_of_work() as db:
        for statement in statements:
            await db.exec(statement)


async def main_of(browser, path: str) -> str:
    return (await browser.get(path)).text.partition("<h1>")[2]


async def test_a_rule_that_does_not_hold_is_said_in_words(lea, house, only_territory, found):
    shown = (await lea.get(f"/en{HERE}")).text
    assert RULE.says in shown
    assert RULE.name in shown
    assert "long gone" in shown
    assert 'data-label="How often">3<' in shown
    assert "All of them hold" not in shown
    assert RULE.says not in (await lea.get(f"/fr{HERE}")).text
    assert "2 alarms" in await main_of(lea, HOME)


async def test_where_all_hold_nothing_waits(lea, house, only_territory, found):
    await run(house, text("UPDATE watched_invariant SET violations = 0, violated_since = NULL"))
    assert "3 rules were asked" in (shown := (await lea.get(f"/en{HERE}")).text)
    assert "All of them hold" in shown
    assert "alarm" not in await main_of(lea, HOME)


async def test_one_that_was_not_asked_is_named(lea, house, only_territory, found):
    await run(house, LATE)
    shown = (await lea.get(f"/en{HERE}")).text
    assert "Rules that could not be asked" in shown
    assert "sound" in shown
    assert "3 alarms" in await main_of(lea, HOME)


async def test_the_silence_of_the_watch_is_an_alarm(lea, house, only_territory, found):
    await run(house, SILENT)
    shown = (await lea.get(f"/en{HERE}")).text
    assert "Nothing has been asked since" in shown
    assert RULE.says in shown  # as it was last seen
    assert "3 alarms" in await main_of(lea, HOME)
    await run(house, text("DELETE FROM watched_invariant"))
    assert "Nothing has been asked yet." in (await lea.get(f"/en{HERE}")).text
    assert "1 alarm to look into" in await main_of(lea, HOME)


async def test_of_several_territories_none_learns_what_may_be_a_neighbours(lea, house, found):
    shown = (await lea.get(f"/en{HERE}")).text
    assert "okote check" in shown
    assert RULE.name not in shown
    assert "alarm" not in await main_of(lea, HOME)


async def test_only_administrators_see_them(browser, give_role, only_territory, found):
    agent = browser()
    await agent.arrive("yanis")
    await give_role("yanis", Role.AGENT)
    assert (await agent.get(f"/fr{HERE}")).status_code == 403
