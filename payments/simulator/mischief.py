"""How the local Stripe misbehaves, on demand and by seed: what a network and a busy service really do.

Each choice is drawn from the seed and a running number, so the same seed and the same sequence of
requests and events go wrong in the same places, whatever happens in between.
"""

from enum import StrEnum
from random import Random
from typing import Any

from payments.simulator.faults import malformed
from payments.simulator.store import Store


class Trouble(StrEnum):
    """What may go wrong with one request; each name is also the setting that gives its share."""

    RATE_LIMIT = "rate_limit"
    SERVER_ERROR = "server_error"
    SERVER_ERROR_AFTER = "server_error_after"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"


DEFAULTS: dict[str, Any] = {
    "seed": 0,
    **{trouble.value: 0.0 for trouble in Trouble},
    "hang": 0.0,  # seconds that a request hangs before its connection is dropped
    "duplicate": 0.0,  # share of events posted twice
    "lose": 0.0,  # share of events never posted
    "reorder": 0.0,  # share of events overtaken by later ones
    "delay": 0.0,  # seconds by which every event is late, at most
    "late_fees": 0,  # seconds of the local clock after a payment until its fee is known
}
OVERTAKEN = 2.0
"""Seconds for which an event that is to be overtaken waits."""


class Mischief:
    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def plan(self) -> dict[str, Any]:
        return {**DEFAULTS, **self._store.setting("mischief", {})}

    def set(self, plan: dict[str, Any]) -> None:
        """From now on; what is not named behaves. An unknown name is refused."""
        unknown = plan.keys() - DEFAULTS.keys()
        if unknown:
            raise malformed(f"Unknown mischief: {', '.join(sorted(unknown))}")
        self._store.set("mischief", plan)
        self._store.set("drawn", {})

    def request(self) -> Trouble | None:
        """What goes wrong with the request at hand, if anything."""
        plan = self.plan
        if not any(plan[trouble] for trouble in Trouble):
            return None
        dice = self._dice(plan, "request")
        roll = dice.random()
        for trouble in Trouble:
            roll -= plan[trouble]
            if roll < 0:
                return trouble
        return None

    def postings(self, now: float) -> list[float]:
        """When an event is posted: once, as a rule, and at once."""
        plan = self.plan
        dice = self._dice(plan, "posting")
        lost, twice, overtaken, late = (dice.random() for _ in range(4))
        if lost < plan["lose"]:
            return []
        due = now + late * plan["delay"] + (OVERTAKEN if overtaken < plan["reorder"] else 0.0)
        return [due, due] if twice < plan["duplicate"] else [due]

    def _dice(self, plan: dict[str, Any], purpose: str) -> Random:
        drawn = self._store.setting("drawn", {})
        number = drawn.get(purpose, 0)
        self._store.set("drawn", {**drawn, purpose: number + 1})
        return Random(f"{plan['seed']}:{purpose}:{number}")  # noqa: S311 - reproducible on purpose
