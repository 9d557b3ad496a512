"""What every table of the house shares: names of constraints, identifiers, moments, words, JSON."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CHAR, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime
from uuid_utils.compat import uuid7

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SQLModel.model_config["defer_build"] = True  # what would check a row: no table is asked to, its rules are

WORD_LENGTH = 40

Moment = UTCDateTime
"""An instant: refused without its zone, read back in UTC. What a `datetime` field gets anyway."""


class Currency(CHAR):
    """ISO 4217, beside each column of minor units."""

    inherit_cache = True

    def __init__(self) -> None:
        super().__init__(3)


class Json(JSONB):
    """Plain JSON values; `None` is the absence of a value, never JSON's null."""

    inherit_cache = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)


def identifier() -> Any:
    """A primary key that sorts by the time of writing, made before the row is."""
    return Field(default_factory=uuid7, primary_key=True)


def one_of(words: type[StrEnum], name: str) -> Any:
    """A column's type for such a word: text under a CHECK of that name, so that a word can be added."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
        name=name,
        values_callable=lambda enum: [word.value for word in enum],
    )


__all__ = ["WORD_LENGTH", "Currency", "Json", "Moment", "identifier", "one_of", "uuid7"]
