"""What was stored, for whom, and in which sizes."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from payments.tables import identifier


class StoredFile(SQLModel, table=True):
    """A picture, kept as WebP in three widths under its own identifier."""

    __tablename__ = "stored_file"

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    width: int
    height: int
    public: bool = False
    """Whether anyone may read it, or only who works on what it belongs to."""
    created_at: datetime
