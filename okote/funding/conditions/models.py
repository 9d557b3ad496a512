"""Who accepted which version."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

import payments.tables  # noqa: F401 (names the constraints of the tables that are defined after it)


class ConditionsAcceptance(SQLModel, table=True):
    """What somebody ticked in a territory before they contributed; never changed, one for each version.

    With it they declared to be 18, or to have their parents' agreement.
    """

    __tablename__ = "conditions_acceptance"

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    version: date = Field(primary_key=True)
    accepted_at: datetime
