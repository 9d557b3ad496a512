"""What a territory's accountants number otherwise than is usual."""

from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from okote.accounting.chart.rules import LONGEST, LONGEST_NUMBER
from payments.tables import identifier


class ChartAccount(SQLModel, table=True):
    """Of one family of the ledger's accounts; a family without a row has its usual number and name."""

    __tablename__ = "chart_account"
    __table_args__ = (
        UniqueConstraint("territory_id", "family"),
        UniqueConstraint("territory_id", "number"),
        CheckConstraint("number ~ '^[1-8][0-9]{2,9}$'", name="number"),
        CheckConstraint("label <> ''", name="label"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    family: str = Field(max_length=60)
    number: str = Field(max_length=LONGEST_NUMBER)
    label: str = Field(max_length=LONGEST)
