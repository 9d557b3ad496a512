"""Needs besides money, as programs are told of them."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from msgspec import Meta, Struct

from okote.funding.needs.queries import Asked
from okote.funding.needs.rules import Counted, NeedKind


class NeedFacts(Struct, frozen=True):
    """Help that a project asks for besides money; a person offers it at its page."""

    id: Annotated[UUID, Meta(description="Its number.")]
    url: Annotated[str, Meta(description="Of its page.")]
    kind: Annotated[NeedKind, Meta(description="What kind of help it is.")]
    title: Annotated[str, Meta(description="In one line.")]
    text: Annotated[str, Meta(description="Plain text.")]
    measure: Annotated[Counted, Meta(description="What is counted.")]
    wanted: Annotated[int, Meta(description="How many.")]
    found: Annotated[int, Meta(description="How many of them are found.")]
    until: Annotated[date | None, Meta(description="The last day on which it can be offered.")]
    place: Annotated[str, Meta(description="Where, in the holder's words.")]
    open: Annotated[bool, Meta(description="Whether somebody may offer it at this moment.")]

    @classmethod
    def of(cls, asked: Asked, site: str, *, today: date) -> Self:
        need = asked.need
        return cls(
            id=need.id,
            url=f"{site}/campaigns/{asked.campaign.slug}/needs/{need.id}",
            kind=need.kind,
            title=need.title,
            text=need.text,
            measure=need.measure,
            wanted=need.wanted,
            found=min(asked.found, need.wanted),
            until=need.until,
            place=need.place,
            open=asked.open(today),
        )
