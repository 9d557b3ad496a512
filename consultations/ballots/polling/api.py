"""Ballots for programs: what is put to the vote, and votes of the token's owner."""

from typing import Annotated, Self
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import HeaderParameter, JSONBody, PathParameter
from msgspec import Meta, Struct

from consultations.ballots import rules
from consultations.ballots.models import BallotEnvelope, BallotOption, OpenVote
from consultations.ballots.polling import queries
from consultations.ballots.polling.marking import own_seed
from consultations.ballots.polling.queries import Listed, Whole
from consultations.ballots.rules import OPTIONS_MOST, Input, Mode, Rule, State
from consultations.ballots.voting import Given, cast_vote, replace_vote, take_back, vote_openly
from okote.api.access import V1, Api, opens
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Amount, Limit, Moment, Next, Prose
from okote.identity.permissions import person_of, signed_in
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, Writing
from payments.errors import DomainError
from payments.money import Money

BallotId = Annotated[UUID, PathParameter(description="The number of a ballot.")]
Seed = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=16,
        max_length=255,
        pattern="^[!-~]+$",
        description=(
            "Names this one vote, and must be random, such as a UUID: sent again, it is answered the same."
            " The code and the secret number are made of it, and neither is kept here."
        ),
    ),
]


class OtherModeError(DomainError):
    """Of an open ballot what only sealed ones have, or the other way round."""

    code = "ballot_mode"


class BallotFacts(Struct, frozen=True):
    """One question to all who may vote; never how many did."""

    id: Annotated[UUID, Meta(description="Its number.")]
    url: Annotated[str, Meta(description="Of its page.")]
    title: Annotated[str, Meta(description="What it is called.")]
    process: Annotated[
        str, Meta(description="The consultation that it belongs to, by its name in addresses.")
    ]
    mode: Annotated[
        Mode, Meta(description="Open: kept beside the account. Sealed: nothing joins roll and urn.")
    ]
    input: Annotated[Input, Meta(description="How one votes.")]
    rule: Annotated[str, Meta(description=f"How it is counted: {', '.join(Rule)}.")]
    state: Annotated[State, Meta(description="Where it stands at this moment.")]
    opens_at: Annotated[Moment, Meta(description="The first moment at which votes are taken.")]
    closes_at: Annotated[Moment | None, Meta(description="The first moment at which none is any more.")]

    @classmethod
    def of(cls, row: Listed, site: str) -> Self:
        ballot = row.ballot
        return cls(
            id=ballot.id,
            url=f"{site}/ballots/{ballot.id}",
            title=ballot.title,
            process=row.process.slug,
            mode=ballot.mode,
            input=ballot.input,
            rule=ballot.rule,
            state=row.state,
            opens_at=row.phase.starts_at,
            closes_at=row.phase.ends_at,
        )


class BallotsPage(Struct, frozen=True):
    """The latest written first."""

    items: Annotated[list[BallotFacts], Meta(description="Those of this page.")]
    next: Next


class BallotEnvelopeFacts(Struct, frozen=True):
    """Money that is shared out."""

    position: Annotated[int, Meta(description="By which options name it.")]
    name: Annotated[str, Meta(description="What it is called.")]
    amount: Annotated[Amount, Meta(description="How much.")]

    @classmethod
    def of(cls, row: BallotEnvelope, currency: str) -> Self:
        return cls(row.position, row.name, Amount.of(Money(row.amount_minor, currency)))


class BallotOptionFacts(Struct, frozen=True):
    """What can be chosen, as it was when the ballot was announced."""

    position: Annotated[int, Meta(description="By which votes name it.")]
    title: Annotated[str, Meta(description="What it is called.")]
    body: Annotated[Prose, Meta(description="What it is about; may be empty.")]
    cost: Annotated[Amount | None, Meta(description="What it costs, if it costs anything.")]
    envelope: Annotated[int | None, Meta(description="The envelope that it draws on.")]
    place: Annotated[str | None, Meta(description="Where it is; null is the whole territory.")]
    picture: Annotated[str | None, Meta(description="Where its picture is; null where it has none.")]
    picture_shows: Annotated[str, Meta(description="What it shows; empty where it only decorates.")]
    picture_sha256: Annotated[str | None, Meta(description="Of the picture as it was announced.")]
    withdrawn_at: Annotated[Moment | None, Meta(description="Since when nobody can choose it.")]
    withdrawn_because: Annotated[str | None, Meta(description="Why.")]

    @classmethod
    def of(cls, row: BallotOption, whole: Whole, site: str) -> Self:
        place = whole.places.get(row.place_id) if row.place_id else None
        cost = None if row.cost_minor is None else Amount.of(Money(row.cost_minor, whole.ballot.currency))
        return cls(
            row.position,
            row.title,
            Prose.of(row.body),
            cost,
            row.envelope,
            place.name if place else None,
            f"{site}/ballots/{row.ballot_id}/options/{row.position}/picture" if row.picture else None,
            row.picture_shows,
            row.picture.hex() if row.picture else None,
            row.withdrawn_at,
            row.withdrawn_because,
        )


class BallotWhole(Struct, frozen=True):
    """A ballot with what can be chosen and what a vote may hold."""

    ballot: Annotated[BallotFacts, Meta(description="As everyone sees it.")]
    question: Annotated[Prose, Meta(description="What is asked.")]
    least: Annotated[int, Meta(description="Options that a vote names at least, unless it is blank.")]
    most: Annotated[int, Meta(description="Options that a vote names at most.")]
    points: Annotated[int, Meta(description="To be given in all; 0 where there are none.")]
    points_most: Annotated[int, Meta(description="To one option at most.")]
    winners: Annotated[int | None, Meta(description="How many win where no money is shared out.")]
    lot_source: Annotated[str, Meta(description="The public draw that decides the last ties.")]
    digest: Annotated[str, Meta(description="SHA-256 of all that was announced, in hexadecimal digits.")]
    options: Annotated[list[BallotOptionFacts], Meta(description="In the order that was announced.")]
    envelopes: Annotated[list[BallotEnvelopeFacts], Meta(description="Money at stake.")]

    @classmethod
    def of(cls, whole: Whole, site: str) -> Self:
        ballot = whole.ballot
        return cls(
            ballot=BallotFacts.of(whole.listed, site),
            question=Prose.of(ballot.question),
            least=ballot.least,
            most=ballot.most,
            points=ballot.points,
            points_most=ballot.points_most,
            winners=ballot.winners,
            lot_source=ballot.lot_source,
            digest=(ballot.digest or b"").hex(),
            options=[BallotOptionFacts.of(one, whole, site) for one in whole.options],
            envelopes=[BallotEnvelopeFacts.of(one, ballot.currency) for one in whole.envelopes],
        )


class ChosenOption(Struct, frozen=True, forbid_unknown_fields=True):
    """An option that a vote names."""

    option: Annotated[int, Meta(description="Its position.", ge=1, le=OPTIONS_MOST)]
    points: Annotated[int, Meta(description="1 where there are none.", ge=1, le=9999)] = 1


class NewVote(Struct, frozen=True, forbid_unknown_fields=True):
    """What the owner of the token chooses; nothing is a blank vote."""

    choices: Annotated[
        Annotated[list[ChosenOption], Meta(max_length=OPTIONS_MOST)], Meta(description="Each option once.")
    ]
    code: Annotated[
        Annotated[str, Meta(max_length=64)] | None,
        Meta(description="Of the sealed vote that is replaced; null otherwise."),
    ] = None


class GivenVote(Struct, frozen=True):
    """What was taken. Of a sealed vote it is answered here and nowhere else: keep it."""

    choices: Annotated[str, Meta(description="Position and points of each, such as `1:1,4:1`.")]
    receipt: Annotated[
        str | None,
        Meta(description="SHA-256 of ballot, choices and nonce, with spaces between; null of an open vote."),
    ]
    nonce: Annotated[str | None, Meta(description="What hides the receipt; null of an open vote.")]
    code: Annotated[
        str | None, Meta(description="With which alone it can be replaced; null of an open vote.")
    ]

    @classmethod
    def of(cls, given: Given | OpenVote) -> Self:
        if isinstance(given, OpenVote):
            return cls(given.choices, None, None, None)
        return cls(given.choices, given.receipt.hex(), given.nonce, given.code)


WRITES = {"token": [Scope.WRITE.value]}
WRITER = opens(Scope.WRITE, signed_in)
TAG = ["Ballots"]


class BallotsApi(Api):
    path = V1

    @get(
        "/ballots",
        summary="Ballots",
        operation_id="listBallots",
        tags=TAG,
        response_headers=FOR_EVERYONE,
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> BallotsPage:
        """Those that were announced and are for everyone."""
        here = cursors(request, "ballots")
        found = await queries.newest(reading, visitor.stranger, before=here.last(cursor), most=limit + 1)
        rows, following = here.cut(found, limit, lambda row: row.ballot.id)
        return BallotsPage([BallotFacts.of(row, visitor.address) for row in rows], following)

    @get(
        "/ballots/{ballot_id:uuid}",
        summary="One ballot",
        operation_id="getBallot",
        tags=TAG,
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, ballot_id: BallotId) -> BallotWhole:
        """What is asked, what can be chosen, how it is counted."""
        whole = await queries.whole(reading, visitor.stranger, ballot_id)
        return BallotWhole.of(whole, visitor.address)

    @post(
        "/ballots/{ballot_id:uuid}/votes",
        summary="Vote",
        operation_id="castVote",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def cast(
        self,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        data: JSONBody[NewVote],
        idempotency_key: Seed,
    ) -> GivenVote:
        """Of a sealed ballot once; the code and the receipt are in this answer alone."""
        row = await queries.one(db, visitor, ballot_id)
        if data.code is not None:
            raise OtherModeError
        choices = _choices(data, row)
        if row.ballot.mode is Mode.OPEN:
            return GivenVote.of(await vote_openly(db, ballot_id, choices, by=visitor))
        seed = own_seed(person_of(visitor).id, idempotency_key)
        return GivenVote.of(await cast_vote(db, ballot_id, choices, seed, by=visitor))

    @put(
        "/ballots/{ballot_id:uuid}/votes",
        summary="Change a vote",
        operation_id="changeVote",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def change(
        self,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        data: JSONBody[NewVote],
        idempotency_key: Seed,
    ) -> GivenVote:
        """Until the end: a sealed one with its code, an open one as it is. The last one counts."""
        row = await queries.one(db, visitor, ballot_id)
        choices = _choices(data, row)
        if (row.ballot.mode is Mode.SEALED) != (data.code is not None):
            raise OtherModeError
        if data.code is None:
            return GivenVote.of(await vote_openly(db, ballot_id, choices, by=visitor))
        seed = own_seed(None, f"{rules.typed(data.code)} {idempotency_key}")
        return GivenVote.of(await replace_vote(db, ballot_id, data.code, choices, seed, by=visitor))

    @delete(
        "/ballots/{ballot_id:uuid}/votes",
        status_code=200,
        summary="Take a vote back",
        operation_id="takeVoteBack",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def take_back(
        self, visitor: TheVisitor, db: Writing, ballot_id: BallotId, idempotency_key: Seed
    ) -> BallotFacts:
        """Of an open ballot, until its end; whoever has not voted is answered the same."""
        del idempotency_key  # asked twice, it is done once
        row = await queries.one(db, visitor, ballot_id)
        if row.ballot.mode is not Mode.OPEN:
            raise OtherModeError
        await take_back(db, ballot_id, by=visitor)
        return BallotFacts.of(row, visitor.address)


def _choices(data: NewVote, row: Listed) -> dict[int, int]:
    """ChoicesError where an option is named twice."""
    choices = {one.option: one.points for one in data.choices}
    if len(choices) < len(data.choices):
        raise rules.ChoicesError(row.ballot)
    return choices


ROUTES = (BallotsApi,)
