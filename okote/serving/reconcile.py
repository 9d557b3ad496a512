"""`okote reconcile`: ours against Stripe's, what was mended, and what is left."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rich.console import Console
from rich.text import Text
from sqlmodel import col, select

from okote.accounting.reconciling.words import KINDS
from okote.house import House
from payments.gateway.errors import GatewayError
from payments.money import Money
from payments.reconciliation import queries, service
from payments.reconciliation.models import Difference, Reconciliation

SHOWN = 200
"""Open differences that are said one by one."""


class NotReconciledError(Exception):
    """Stripe could not be read; what it said so far is kept."""


class UnknownDifferenceError(Exception):
    """Nothing of that name is open."""


async def reconcile(
    house: House,
    console: Console,
    *,
    since: date | None = None,
    until: date | None = None,
    as_json: bool = False,
) -> bool:
    """Of these days, both included, by UTC; True where nothing differs afterwards."""
    beginning = None if since is None else _midnight(since)
    end = None if until is None else _midnight(until + timedelta(days=1))
    try:
        run = await house.reconciler.run(beginning, end)
    except GatewayError as error:
        raise NotReconciledError(f"Stripe could not be asked ({error.code}): run it again.") from error
    async with house.database.reading() as db:
        left = await queries.differences(db, state=queries.State.OPEN, limit=SHOWN)
    if as_json:
        console.print_json(json.dumps(_told(run, left)))
    else:
        say_run(console, run)
        say_differences(console, run, left)
    return run.is_sound


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def close(house: House, console: Console, key: str, reason: str) -> None:
    """Put the ledger right for one that whoever runs it has looked into, and keep why."""
    async with house.database.unit_of_work() as db:
        named = select(Difference).where(Difference.key == key, col(Difference.ended_at).is_(None))
        difference = (await db.exec(named.with_for_update())).first()
        if difference is None:
            raise UnknownDifferenceError(f"No difference {key} is open.")
        await service.close(db, difference, reason, house.reconciler.house)
    console.print(Text(f"{key} is closed, and the ledger has what Stripe has.", "green"))


def say_run(console: Console, run: Reconciliation) -> None:
    since = "the beginning" if run.since is None else f"{run.since:%Y-%m-%d %H:%M}"
    console.print(
        Text(f"Stripe's lines from {since} to {run.until:%Y-%m-%d %H:%M} UTC compared: {run.compared}."),
        soft_wrap=True,
    )
    console.print(Text(f"Differences found: {run.found}; mended: {run.mended}."))
    if run.stripe_minor is None or run.ledger_minor is None:
        why = "money moved all the while" if run.continuous else "what came before was never read"
        console.print(Text(f"The totals were not compared: {why}.", "yellow"))
        return
    console.print(
        Text(
            f"Stripe holds {_amount(run, run.stripe_minor)}, and the ledger says"
            f" {_amount(run, run.ledger_minor)}."
        )
    )
    if run.unexplained_minor:
        console.print(Text(f"Nothing explains {_amount(run, run.unexplained_minor)} of that.", "bold red"))


def say_differences(console: Console, run: Reconciliation, left: Sequence[Difference]) -> None:
    for one in left:
        console.print(Text(f"{one.kind} {one.key}: {KINDS[one.kind].name}", "bold red"), soft_wrap=True)
        console.print(
            Text(
                f"  Stripe: {_side(one, one.theirs_minor, one.theirs_fee_minor)};"
                f" here: {_side(one, one.ours_minor, one.ours_fee_minor)}."
            ),
            soft_wrap=True,
        )
        console.print(Text(f"  {KINDS[one.kind].to_do}"), soft_wrap=True)
    colour = "green" if run.is_sound else "bold red"
    console.print(Text(f"Differences open: {run.open}.", colour))
    if run.open:
        told = 'Once you know why, close each: okote reconcile --close NAME --because "what you found".'
        console.print(Text(told), soft_wrap=True)


def _amount(run: Reconciliation, minor: int) -> str:
    return f"{run.money(minor).major} {run.currency}"


def _side(one: Difference, minor: int | None, fee: int | None) -> str:
    if minor is None:
        return "nothing"
    taken = f", fee {Money(fee, one.currency).major}" if fee else ""
    return f"{Money(minor, one.currency).major} {one.currency}{taken}"


def _told(run: Reconciliation, left: Sequence[Difference]) -> dict[str, Any]:
    return {
        "since": run.since and run.since.isoformat(),
        "until": run.until.isoformat(),
        "compared": run.compared,
        "found": run.found,
        "mended": run.mended,
        "open": run.open,
        "stripe_minor": run.stripe_minor,
        "ledger_minor": run.ledger_minor,
        "unexplained_minor": run.unexplained_minor,
        "currency": run.currency,
        "sound": run.is_sound,
        "differences": [
            {
                "name": one.key,
                "kind": one.kind,
                "found_at": one.found_at.isoformat(),
                "theirs_minor": one.theirs_minor,
                "theirs_fee_minor": one.theirs_fee_minor,
                "ours_minor": one.ours_minor,
                "ours_fee_minor": one.ours_fee_minor,
            }
            for one in left
        ],
    }
