"""What devices at booths kept while they were cut off, brought by a program."""

from typing import Annotated, Self
from uuid import UUID

from litestar import Response, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from consultations.ballots.paper import booths
from consultations.ballots.paper.booths import Mark
from consultations.ballots.paper.forms import CODE_MOST
from consultations.ballots.paper.models import BoothUpload
from consultations.ballots.paper.rules import DEVICE_MOST, UPLOAD_MOST, Marking, MarkLineError
from consultations.permissions import may_receive_residents
from okote.api.access import V1, Api, opens
from okote.api.idempotency.service import Key, once
from okote.api.reading import line
from okote.api.schemas import Moment
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Writing

BoothId = Annotated[UUID, PathParameter(description="The number of a booth.")]
Number = Annotated[int, Meta(description="Of the mark, by which the device counts.", ge=1, le=999_999)]


class DeviceMark(Struct, frozen=True, forbid_unknown_fields=True):
    """That somebody was given a paper."""

    number: Number
    at: Annotated[Moment, Meta(description="By the device's clock.", tz=True)]
    who: Annotated[
        str,
        Meta(description="A number of the list, or a code by letter.", min_length=1, max_length=CODE_MOST),
    ]


class DeviceMarks(Struct, frozen=True, forbid_unknown_fields=True):
    """What one device kept."""

    device: Annotated[str, Meta(description="What it is called.", min_length=1, max_length=DEVICE_MOST)]
    marks: Annotated[
        list[DeviceMark], Meta(description="Each number once.", min_length=1, max_length=UPLOAD_MOST)
    ]


class MarkOutcome(Struct, frozen=True):
    """What became of a mark."""

    number: Number
    outcome: Annotated[
        Marking, Meta(description="Only of `marked` is the paper put into the box; the others stay shut.")
    ]

    @classmethod
    def of(cls, row: BoothUpload) -> Self:
        return cls(row.number, row.outcome)


class MarkOutcomes(Struct, frozen=True):
    """Never who: the device knows that."""

    items: Annotated[list[MarkOutcome], Meta(description="By time, then by number.")]


class BoothsApi(Api):
    path = f"{V1}/back-office/booths"

    @post(
        "/{booth_id:uuid}/marks",
        status_code=200,
        summary="Bring the marks of a device",
        operation_id="uploadBoothMarks",
        tags=["Back office"],
        guards=[opens(Scope.WRITE, may_receive_residents)],
        security=[{"token": [Scope.WRITE.value]}],
    )
    async def upload(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        booth_id: BoothId,
        data: JSONBody[DeviceMarks],
        idempotency_key: Key,
    ) -> Response[MarkOutcomes]:
        """Each is held against the roll, once: sent again, also under another key, it is answered alike."""

        async def uploaded() -> MarkOutcomes:
            numbers = [one.number for one in data.marks]
            if len(set(numbers)) < len(numbers):
                raise MarkLineError(
                    line=next(n for n, one in enumerate(numbers, 1) if one in numbers[: n - 1])
                )
            marks = [Mark(one.number, one.at, line(one.who, CODE_MOST)) for one in data.marks]
            told = await booths.upload(db, booth_id, line(data.device, DEVICE_MOST), marks, by=visitor)
            return MarkOutcomes([MarkOutcome.of(one) for one in told])

        return await once(request, visitor, db, idempotency_key, uploaded)


ROUTES = (BoothsApi,)
