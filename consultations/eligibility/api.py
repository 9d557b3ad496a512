"""What is known of the owner of a token, for programs: whether they live here, and their age."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get
from msgspec import Meta, Struct

from consultations.eligibility.models import ResidenceFact
from consultations.eligibility.queries import known_of, place_names
from consultations.eligibility.rules import Proof
from okote.api.access import V1, Api, opens
from okote.identity.permissions import person_of, signed_in
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.pages import Reading


class ResidenceKnown(Struct, frozen=True):
    """Where the owner of the token lives."""

    place: Annotated[str, Meta(description="The name of the place.")]
    proof: Annotated[Proof, Meta(description="How it was shown.")]
    since: Annotated[date, Meta(description="The day on which it was shown.")]
    until: Annotated[date, Meta(description="The first day on which it holds no more.")]


class EligibilityKnown(Struct, frozen=True):
    """Never a birth date: whoever needs it is the service alone."""

    residence: Annotated[ResidenceKnown | None, Meta(description="Null where it is not known.")]
    age_known: Annotated[bool, Meta(description="Whether the service knows how old they are.")]
    guardian_agrees: Annotated[bool, Meta(description="Of somebody under age.")]


class EligibilityApi(Api):
    path = V1

    @get(
        "/me/eligibility",
        summary="Where I live",
        operation_id="readEligibility",
        tags=["Mine"],
        security=[{"token": [Scope.READ_ME.value]}],
        guards=[opens(Scope.READ_ME, signed_in)],
    )
    async def mine(self, visitor: TheVisitor, reading: Reading) -> EligibilityKnown:
        """What the territory knows of the owner of the token."""
        here = visitor.territory.id
        known = await known_of(reading, here, person_of(visitor).id)
        names = await place_names(reading, here)
        lives = known.lives
        return EligibilityKnown(
            residence=None if lives is None else _residence(lives, names),
            age_known=known.age is not None,
            guardian_agrees=known.guardian is not None and known.guardian.given_on is not None,
        )


def _residence(lives: ResidenceFact, names: Mapping[UUID, str]) -> ResidenceKnown:
    return ResidenceKnown(names[lives.place_id], lives.proof, lives.shown_on, lives.valid_until)


ROUTES = (EligibilityApi,)
