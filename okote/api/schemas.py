"""What several features say in the same way."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from litestar.params import QueryParameter
from msgspec import Meta, Struct

from okote.territories.models import Place as PlaceRow
from okote.territories.models import PlaceKind
from okote.web.markdown import rendered
from payments.money import Money

MOST = 50
USUAL = 20

Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many rows at most.")]
"""As a route asks how many rows a page has."""

Moment = Annotated[datetime, Meta(description="In UTC, ISO 8601.", examples=["2026-06-01T10:00:00Z"])]

Next = Annotated[
    str | None,
    Meta(description="What `cursor` is for the next page; null on the last one. Opaque: do not make one."),
]


class Amount(Struct, frozen=True):
    """An amount of money, exact."""

    amount: Annotated[
        str,
        Meta(
            description="In whole units with all decimals, as text, so that no program rounds it.",
            pattern=r"^-?[0-9]{1,14}\.[0-9]{2}$",
            examples=["12.50"],
        ),
    ]
    currency: Annotated[str, Meta(description="ISO 4217.", pattern="^EUR$", examples=["EUR"])] = "EUR"

    @classmethod
    def of(cls, money: Money) -> Self:
        return cls(str(money.major), money.currency)

    @property
    def money(self) -> Money:
        return Money.of(self.amount, self.currency)


class Prose(Struct, frozen=True):
    """A text that people wrote."""

    markdown: Annotated[str, Meta(description="As it was written.")]
    html: Annotated[str, Meta(description="The same as HTML, cleaned: safe to show in a page.")]

    @classmethod
    def of(cls, source: str) -> Self:
        return cls(source, str(rendered(source)))


class Place(Struct, frozen=True):
    """Where something is, inside the territory."""

    id: Annotated[UUID, Meta(description="What `place` takes where a list is narrowed.")]
    name: Annotated[str, Meta(description="As people know it.", examples=["Rivemont"])]
    kind: Annotated[PlaceKind, Meta(description="A commune, or a sector of one.")]
    within: Annotated[UUID | None, Meta(description="The commune that a sector lies in.")]
    latitude: Annotated[float | None, Meta(description="In degrees (WGS 84).")]
    longitude: Annotated[float | None, Meta(description="In degrees (WGS 84).")]

    @classmethod
    def of(cls, row: PlaceRow) -> Self:
        return cls(row.id, row.name, row.kind, row.parent_id, row.latitude, row.longitude)


class Mistake(Struct, frozen=True):
    """What is wrong with one part of a request."""

    field: Annotated[str, Meta(description="The field, parameter or header.", examples=["title"])]
    message: Annotated[str, Meta(description="What is wrong with it, in English.")]


class Problem(Struct, frozen=True, omit_defaults=True):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[str, Meta(description="Stable, by code.", examples=["urn:okote:not_found"])]
    code: Annotated[str, Meta(description="The same, short: decide by this.", examples=["not_found"])]
    title: Annotated[str, Meta(description="For people, in the language that was asked for.")]
    status: Annotated[int, Meta(description="As the answer's own.", examples=[404])]
    errors: Annotated[list[Mistake], Meta(description="What is wrong with which part, where we know.")] = []
