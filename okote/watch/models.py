"""What the watch found last of each rule that must always hold."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

import payments.tables  # noqa: F401 (names the constraints of the tables that are defined after it)


class WatchedInvariant(SQLModel, table=True):
    """An invariant by its name, since when it is violated without a break, and how often it was last.

    Moments are the machine's own and not `okote_now()`: a demo moves its clock by weeks in one go, and no
    watch was missed meanwhile.
    """

    __tablename__ = "watched_invariant"
    __table_args__ = (
        CheckConstraint("violations >= 0", name="violations"),
        CheckConstraint("(violations > 0) = (violated_since IS NOT NULL)", name="violated_since"),
    )

    name: str = Field(max_length=80, primary_key=True)
    asked_at: datetime
    violations: int
    violated_since: datetime | None = None
