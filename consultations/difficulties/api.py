"""Difficulties for programs: one's own, those of one's service, and the counts."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from consultations.difficulties import handling, queries, service
from consultations.difficulties.figures import Figures, figures
from consultations.difficulties.figures import Share as Kept
from consultations.difficulties.queries import Shown
from consultations.difficulties.rules import (
    ADDRESS_MOST,
    NAME_MOST,
    TELEPHONE_MOST,
    WORDS_MOST,
    AnsweredBy,
    Category,
    DifficultyState,
    Reach,
    StepKind,
)
from consultations.difficulties.steps import last_step
from consultations.permissions import may_handle_difficulties
from okote.api.access import V1, Api, opens
from okote.api.answers import FOR_EVERYONE
from okote.api.idempotency.service import Key, once
from okote.api.reading import texts
from okote.api.schemas import Moment
from okote.identity.permissions import signed_in
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, Writing
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

Number = Annotated[int, PathParameter(description="The number of a difficulty.")]
DifficultyId = Annotated[UUID, PathParameter(description="The identifier of a difficulty.")]


class DifficultyLine(Struct, frozen=True):
    """Where a difficulty stands: never a word of what was told."""

    id: Annotated[UUID, Meta(description="Its identifier.")]
    number: Annotated[int, Meta(description="By which people name it.")]
    category: Annotated[Category, Meta(description="What it is about.")]
    state: Annotated[DifficultyState, Meta(description="Where it stands.")]
    since: Annotated[Moment, Meta(description="When something was done with it last.")]
    told_at: Moment
    place: Annotated[str | None, Meta(description="The name of the place; null is the whole territory.")]
    service: Annotated[str | None, Meta(description="Which has it; null while one is being found.")]
    look_due: Annotated[date, Meta(description="By when a service looks at it.")]
    answer_due: Annotated[date, Meta(description="By when it is answered.")]
    late: Annotated[bool, Meta(description="Whether the answer is overdue.")]

    @classmethod
    def of(cls, shown: Shown) -> Self:
        one = shown.difficulty
        return cls(
            id=one.id,
            number=one.number,
            category=one.category,
            state=one.state,
            since=one.since,
            told_at=one.told_at,
            place=shown.place,
            service=shown.service,
            look_due=one.acknowledge_by,
            answer_due=one.answer_by,
            late=shown.late,
        )


class DifficultyStepDone(Struct, frozen=True):
    """What was done with a difficulty."""

    kind: Annotated[StepKind, Meta(description="What it was.")]
    service: Annotated[str | None, Meta(description="Which has it from then on.")]
    words: Annotated[str | None, Meta(description="What was said with it.")]
    at: Moment


class DifficultyRead(Struct, frozen=True):
    """All of a difficulty, for whoever may read it."""

    difficulty: Annotated[DifficultyLine, Meta(description="Where it stands.")]
    body: Annotated[str, Meta(description="What was told. Plain text.")]
    channel: Annotated[AnsweredBy, Meta(description="How the answer is wanted.")]
    steps: Annotated[list[DifficultyStepDone], Meta(description="From the first to the last.")]
    seen: Annotated[str, Meta(description="To send back with an answer: up to where it was read.")]


class DifficultyList(Struct, frozen=True):
    """Difficulties without a word of what was told."""

    items: Annotated[list[DifficultyLine], Meta(description="At most fifty.")]


class NewDifficulty(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody struggles with."""

    category: Annotated[Category, Meta(description="What it is about.")]
    body: Annotated[str, Meta(description="Plain text.", min_length=1, max_length=WORDS_MOST)]
    service: Annotated[UUID | None, Meta(description="That is to answer; agents find it if left out.")] = None
    place: Annotated[UUID | None, Meta(description="One of the territory's places.")] = None
    channel: Annotated[AnsweredBy, Meta(description="How the answer is wanted.")] = AnsweredBy.SITE
    name: Annotated[
        Annotated[str, Meta(max_length=NAME_MOST)] | None, Meta(description="For an answer by letter.")
    ] = None
    telephone: Annotated[
        Annotated[str, Meta(max_length=TELEPHONE_MOST)] | None,
        Meta(description="For an answer by telephone."),
    ] = None
    address: Annotated[
        Annotated[str, Meta(max_length=ADDRESS_MOST)] | None, Meta(description="For an answer by letter.")
    ] = None


class DifficultyAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What a service says to who told a difficulty."""

    answer: Annotated[str, Meta(description="Plain text.", min_length=1, max_length=WORDS_MOST)]
    seen: Annotated[str, Meta(description="As the difficulty was read; refused once more was said.")]


class DifficultyShare(Struct, frozen=True):
    """So many of so many."""

    kept: Annotated[int, Meta(description="In time.")]
    of: Annotated[int, Meta(description="Due by now, or done.")]

    @classmethod
    def told(cls, share: Kept | None) -> Self | None:
        return None if share is None else cls(share.kept, share.of)


class DifficultyCount(Struct, frozen=True):
    """A group of difficulties."""

    group: Annotated[str | None, Meta(description="Which; null is the whole territory, of places.")]
    number: Annotated[int | None, Meta(description="How many; null where too few would be told of.")]


class DifficultyOfService(Struct, frozen=True):
    """Difficulties that a service has, or answered; null where too few would be told of."""

    service: Annotated[str, Meta(description="Its name.")]
    number: Annotated[int | None, Meta(description="How many.")]
    looked: Annotated[DifficultyShare | None, Meta(description="Looked at in time.")]
    answered: Annotated[DifficultyShare | None, Meta(description="Answered in time.")]
    overdue: Annotated[int | None, Meta(description="Late today.")]


class DifficultyFigures(Struct, frozen=True):
    """How many, and whether what was promised is kept; no group is told that is smaller than `least`."""

    until: Annotated[date, Meta(description="The first day that is not counted: whole months are.")]
    least: Annotated[int, Meta(description="The smallest group that is told.")]
    total: Annotated[int | None, Meta(description="How many; null where too few.")]
    looked: Annotated[DifficultyShare | None, Meta(description="Looked at in time.")]
    answered: Annotated[DifficultyShare | None, Meta(description="Answered in time.")]
    overdue: Annotated[int | None, Meta(description="Late today.")]
    categories: Annotated[list[DifficultyCount], Meta(description="By category.")]
    places: Annotated[list[DifficultyCount], Meta(description="By place.")]
    months: Annotated[list[DifficultyCount], Meta(description="By month, such as 2026-03.")]
    services: Annotated[list[DifficultyOfService], Meta(description="By service.")]

    @classmethod
    def of(cls, found: Figures) -> Self:
        share = DifficultyShare.told
        return cls(
            until=found.until,
            least=found.least,
            total=found.total,
            looked=share(found.looked),
            answered=share(found.answered),
            overdue=found.overdue,
            categories=[DifficultyCount(one.value, number) for one, number in found.categories],
            places=[DifficultyCount(name, number) for name, number in found.places],
            months=[DifficultyCount(f"{one:%Y-%m}", number) for one, number in found.months],
            services=[
                DifficultyOfService(one.name, one.number, share(one.looked), share(one.answered), one.overdue)
                for one in found.services
            ],
        )


READS_ME, READS_WORK, WRITES = (
    [{"token": [scope.value]}] for scope in (Scope.READ_ME, Scope.READ_WORK, Scope.WRITE)
)


class DifficultiesApi(Api):
    path = V1

    @get(
        "/difficulties/figures",
        summary="Difficulties in figures",
        operation_id="getDifficultyFigures",
        tags=["Difficulties"],
        response_headers=FOR_EVERYONE,
        opt={ALIKE: True},
    )
    async def figures(self, visitor: TheVisitor, reading: Reading) -> DifficultyFigures:
        """Whole months alone; what people told is private and stands nowhere."""
        return DifficultyFigures.of(await figures(reading, visitor.territory))

    @get(
        "/me/difficulties",
        summary="My difficulties",
        operation_id="listMyDifficulties",
        tags=["Mine"],
        guards=[opens(Scope.READ_ME, signed_in)],
        security=READS_ME,
    )
    async def mine(self, visitor: TheVisitor, reading: Reading) -> DifficultyList:
        """What the owner of the token told here, the latest first."""
        return DifficultyList([DifficultyLine.of(one) for one in await queries.mine(reading, visitor)])

    @get(
        "/me/difficulties/{number:int}",
        summary="One of my difficulties",
        operation_id="getMyDifficulty",
        tags=["Mine"],
        guards=[opens(Scope.READ_ME, signed_in)],
        security=READS_ME,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, number: Number) -> DifficultyRead:
        """With all that was written."""
        return await _read(reading, await queries.own(reading, visitor, number))

    @post(
        "/me/difficulties",
        summary="Tell a difficulty",
        operation_id="tellDifficulty",
        tags=["Mine"],
        guards=[opens(Scope.WRITE, signed_in)],
        security=WRITES,
    )
    async def tell(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        data: JSONBody[NewDifficulty],
        idempotency_key: Key,
    ) -> Response[DifficultyLine]:
        """Only the service in charge reads it. At most five a day."""

        async def told() -> DifficultyLine:
            typed = {"body": data.body, "name": data.name, "telephone": data.telephone}
            most = {"body": WORDS_MOST, "name": NAME_MOST, "telephone": TELEPHONE_MOST}
            said = texts(
                {name: text or "" for name, text in typed.items()} | {"address": data.address or ""},
                most | {"address": ADDRESS_MOST},
                required=frozenset({"body"}),
            )
            reach = Reach(
                data.channel, said["name"] or None, said["telephone"] or None, said["address"] or None
            )
            details = service.Said(data.category, said["body"], data.service, data.place, reach=reach)
            difficulty = await service.tell(db, details, by=visitor)
            return DifficultyLine.of(await queries.own(db, visitor, difficulty.number))

        return await once(request, visitor, db, idempotency_key, told, status=201)

    @get(
        "/back-office/difficulties",
        summary="Difficulties that wait for me",
        operation_id="listDifficulties",
        tags=["Back office"],
        guards=[opens(Scope.READ_WORK, may_handle_difficulties)],
        security=READS_WORK,
    )
    async def waiting(self, visitor: TheVisitor, reading: Reading) -> DifficultyList:
        """Of agents, those without a service; of a service, its own. What is due first comes first."""
        found = await queries.desk(reading, visitor)
        return DifficultyList([DifficultyLine.of(one) for one in (*found.to_send, *found.own)])

    @get(
        "/back-office/difficulties/{difficulty_id:uuid}",
        summary="One difficulty",
        operation_id="readDifficulty",
        tags=["Back office"],
        guards=[opens(Scope.READ_WORK, may_handle_difficulties)],
        security=READS_WORK,
    )
    async def handled(self, visitor: TheVisitor, db: Writing, difficulty_id: DifficultyId) -> DifficultyRead:
        """Each look is written down."""
        shown = await queries.handled(db, visitor, difficulty_id)
        await handling.note_read(db, shown.difficulty, by=visitor)
        return await _read(db, shown)

    @post(
        "/back-office/difficulties/{difficulty_id:uuid}/answer",
        summary="Answer a difficulty",
        operation_id="answerDifficulty",
        tags=["Back office"],
        guards=[opens(Scope.WRITE, may_handle_difficulties)],
        security=WRITES,
        status_code=200,
    )
    async def answer(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        data: JSONBody[DifficultyAnswer],
        difficulty_id: DifficultyId,
        idempotency_key: Key,
    ) -> Response[DifficultyLine]:
        """By the service that has it; who told it alone reads it."""

        async def answered() -> DifficultyLine:
            words = texts({"answer": data.answer}, {"answer": WORDS_MOST}, required=frozenset({"answer"}))
            await handling.answer(db, difficulty_id, words["answer"], data.seen, by=visitor)
            return DifficultyLine.of(await queries.handled(db, visitor, difficulty_id))

        return await once(request, visitor, db, idempotency_key, answered)


async def _read(db: ReadSession, shown: Shown) -> DifficultyRead:
    difficulty = shown.difficulty
    steps = [
        DifficultyStepDone(step.kind, name, step.words, step.at)
        for step, name in await queries.thread(db, difficulty.id)
    ]
    seen = await last_step(db, difficulty.id)
    return DifficultyRead(DifficultyLine.of(shown), difficulty.body, difficulty.channel, steps, seen)


ROUTES = (DifficultiesApi,)
