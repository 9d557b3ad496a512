"""Desks of ballots, and whoever is named to sign for one."""

from tests.consultations.ballots.office.conftest import (
    agent,
    announced,
    drafted,
    enter,
    latest,
    lea,
    pass_days,
    voted_in,
)

__all__ = ["agent", "announced", "drafted", "enter", "latest", "lea", "pass_days", "voted_in"]
