"""Whose site it is, and who the owner of a token is."""

from typing import Annotated
from uuid import UUID

from litestar import get
from msgspec import Meta, Struct

from okote.api.access import V1, Api, TokenMissingError, opens
from okote.api.answers import FOR_EVERYONE
from okote.api.schemas import Moment, Place
from okote.identity.models import Role
from okote.identity.permissions import person_of, signed_in
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.territories.queries import places
from okote.web.pages import Reading


class Operator(Struct, frozen=True):
    """Who runs the site."""

    name: Annotated[str, Meta(description="As the law knows it.")]
    form: Annotated[str, Meta(description="Its legal form.")]
    address: Annotated[str, Meta(description="Where it is.")]
    email: Annotated[str, Meta(description="Where it reads mails.")]
    orias: Annotated[str, Meta(description="Its number in the register of intermediaries.")]


class Territory(Struct, frozen=True):
    """A tenant of the service: its own site, rules and people in charge."""

    slug: Annotated[str, Meta(description="Its short name.", examples=["trois-rives"])]
    name: Annotated[str, Meta(description="As people know it.", examples=["Trois-Rives"])]
    tagline: Annotated[str, Meta(description="What the site is for, in one line.")]
    url: Annotated[str, Meta(description="Of its site.", examples=["https://trois-rives.example"])]
    languages: Annotated[list[str], Meta(description="Of its pages; the first is its own.")]
    time_zone: Annotated[str, Meta(description="By which its days begin.", examples=["Europe/Paris"])]
    telephone: Annotated[str, Meta(description="Who answers people.")]
    counter: Annotated[str, Meta(description="Where and when people are received.")]
    operator: Annotated[Operator, Meta(description="Who runs the site.")]
    places: Annotated[list[Place], Meta(description="All of them, by name.")]


class HeldRole(Struct, frozen=True):
    """A role in force."""

    role: Annotated[Role, Meta(description="What it is called.")]
    scope: Annotated[UUID | None, Meta(description="The holder, partner or service that it is about.")]


class TokenFacts(Struct, frozen=True):
    """The token of this very request."""

    name: Annotated[str, Meta(description="What its owner knows it by.")]
    scopes: Annotated[list[Scope], Meta(description="What it is made for.")]
    expires_at: Moment


class Me(Struct, frozen=True):
    """The owner of the token."""

    id: Annotated[UUID, Meta(description="The number of the account.")]
    public_name: Annotated[str | None, Meta(description="The name that they show, if any.")]
    email: Annotated[str | None, Meta(description="Where the site writes to them; nobody else sees it.")]
    language: Annotated[str | None, Meta(description="Of mails and pages, if they chose one.")]
    roles: Annotated[list[HeldRole], Meta(description="In this territory, at this moment.")]
    token: Annotated[TokenFacts, Meta(description="The one that this request brought.")]


class TerritoryApi(Api):
    path = V1

    @get(
        "/territory",
        summary="The territory",
        operation_id="getTerritory",
        tags=["Territory"],
        response_headers=FOR_EVERYONE,
    )
    async def territory(self, visitor: TheVisitor, reading: Reading) -> Territory:
        """What its pages say of it, with its places."""
        here = visitor.territory
        return Territory(
            slug=here.slug,
            name=here.name,
            tagline=here.tagline,
            url=visitor.address,
            languages=here.languages,
            time_zone=here.time_zone,
            telephone=here.telephone,
            counter=here.counter,
            operator=Operator(
                here.operator_name,
                here.operator_form,
                here.operator_address,
                here.operator_email,
                here.operator_orias,
            ),
            places=[Place.of(row) for row in await places(reading, here.id)],
        )

    @get(
        "/me",
        summary="The owner of the token",
        operation_id="getMe",
        tags=["Mine"],
        guards=[opens(Scope.READ_ME, signed_in)],
        security=[{"token": [Scope.READ_ME.value]}],
    )
    async def me(self, visitor: TheVisitor) -> Me:
        """Who they are here, what they may do, and for what the token is made."""
        person, token = person_of(visitor), visitor.token
        if token is None:
            raise TokenMissingError
        roles = sorted(visitor.roles, key=lambda held: (held.role, str(held.scope)))
        return Me(
            id=person.id,
            public_name=person.public_name,
            email=person.email,
            language=person.language,
            roles=[HeldRole(held.role, held.scope) for held in roles],
            token=TokenFacts(token.name, sorted(token.scopes), token.expires_at),
        )
