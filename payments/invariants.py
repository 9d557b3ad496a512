"""What must hold of the data at every moment, as named statements that find what breaks it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invariant:
    """`sql` answers one row per violation, its columns naming the offender; of sound data, none.

    `says` is the rule in words, for whoever reads the alarm.
    """

    name: str
    says: str
    sql: str
    part: str | None = None
    """Where `sql` reads too much to be asked every few minutes, what is asked then: some of it in turn."""
