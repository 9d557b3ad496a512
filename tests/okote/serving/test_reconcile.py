"""`okote reconcile`, as whoever runs the service types it and a program reads it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console

from okote import cli
from okote.serving.reconcile import NotReconciledError, UnknownDifferenceError, close, reconcile
from tests.okote.funding.scene import account_id, changed_settings, scene
from tests.payments.stripe_server import stripe_server

__all__ = ["account_id", "changed_settings", "scene", "stripe_server"]


@pytest.fixture
def told():
    """What a command says."""
    return StringIO()


@pytest.fixture
async def unknown(scene):
    """A line of a kind that we do not know, beside a pledge that is sound."""
    await scene.pledge(20)
    line = await scene.stripe.control.post("lines", type="reserve_transaction", amount=-70)
    await scene.move_clock(minutes=16)
    return line["id"]


async def test_what_differs_is_said_and_once_closed_all_is_well(scene, unknown, told):
    house, console = scene.house, Console(file=told, width=200)
    assert not await reconcile(house, console)
    said = told.getvalue()
    assert "compared: 2." in said
    assert "Stripe holds 18.75 EUR, and the ledger says 19.45 EUR." in said
    assert f"type_unknown {unknown}: Stripe moved money in a way that we do not know." in said
    assert "Differences open: 1." in said
    await close(house, console, unknown, "A reserve, as agreed with Stripe.")
    assert await reconcile(house, console)
    assert "Differences open: 0." in told.getvalue()
    with pytest.raises(UnknownDifferenceError, match=f"No difference {unknown} is open"):
        await close(house, console, unknown, "Again.")


async def test_a_program_reads_the_same(scene, unknown, told):
    assert not await reconcile(scene.house, Console(file=told), as_json=True)
    read = json.loads(told.getvalue())
    [one] = read["differences"]
    assert (one["kind"], one["name"], one["theirs_minor"]) == ("type_unknown", unknown, -70)
    assert (read["found"], read["open"], read["unexplained_minor"], read["sound"]) == (1, 1, 0, False)


async def test_days_are_whole_and_by_utc(scene, unknown, told):
    async with scene.house.database.reading() as db:
        today = (await db.now()).date()
    day = timedelta(days=1)
    assert await reconcile(scene.house, Console(file=told), since=today - 9 * day, until=today - 8 * day)
    assert "compared: 0." in told.getvalue()
    assert "were not compared: what came before was never read" in told.getvalue()
    assert not await reconcile(scene.house, Console(file=told), since=today - day, until=today)


async def test_a_stripe_that_cannot_be_asked_is_said_in_one_sentence(scene, told):
    await scene.stripe.control.misbehave(server_error=1.0)
    with pytest.raises(NotReconciledError, match="run it again"):
        await reconcile(scene.house, Console(file=told))


@pytest.mark.parametrize(
    "given", [["--close", "txn_1"], ["--because", "x"], ["--close", "a", "--because", ""]]
)
def test_nothing_is_closed_without_a_reason(given, capsys):
    assert cli.main(["reconcile", *given]) == cli.MISUSED
    assert "--because says what you found" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01"])
def test_a_day_is_written_as_the_calendar_has_it(day, capsys):
    with pytest.raises(SystemExit):
        cli.main(["reconcile", "--from", day])
    assert "write it as 2026-03-01" in capsys.readouterr().err
