"""Ballots for everyone: all of them, one with its options, and in which one has voted."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect

from consultations.ballots.option_pictures import kept
from consultations.ballots.polling import queries, showing
from consultations.ballots.polling.words import GROUPS, STATES, TONES, when_of
from okote.house import TheHouse
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.web.downloads import present
from okote.web.pages import AnyRequest, Reading, TheSettings, page, to, wording_of
from okote.web.pagination import Number, numbered

BALLOTS = "/ballots"
ONE = BALLOTS + "/{ballot_id:uuid}"
MINE = "/my/votes"
FOLDER = "consultations/ballots/polling/"


@get(BALLOTS)
async def ballots(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    process: FromQuery[str] = "",
    number: Number = 1,
) -> Response[str] | Redirect:
    """What is open, what comes, what is counted, what came out; of a consultation with one, that one."""
    rows = await queries.listed(reading, visitor, process=process or None, number=number)
    if process and len(rows) == 1 and number == 1:
        return to(request, f"{BALLOTS}/{rows[0].ballot.id}")
    found = numbered(rows, number, queries.LISTED)
    words = wording_of(request)
    groups = [
        (key, label, [row for row in found.rows if row.state in states]) for key, label, states in GROUPS
    ]
    return page(
        request,
        f"{FOLDER}list.html",
        found=found,
        process=process,
        groups=[one for one in groups if one[2]],
        when={row.ballot.id: when_of(words, row) for row in found.rows},
        states=STATES,
        tones=TONES,
    )


@get(ONE)
async def ballot(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, reading: Reading, ballot_id: FromPath[UUID]
) -> Response[str]:
    """The question, until when, who may, what is promised, the options; nobody votes by opening it."""
    return await showing.shown_to(request, house, reading, visitor, ballot_id)


@get(f"{ONE}/options/{{position:int}}/picture")
async def picture(
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    ballot_id: FromPath[UUID],
    position: FromPath[int],
) -> File:
    """As it was when the ballot was announced, whatever becomes of the idea."""
    whole = await queries.whole(reading, visitor, ballot_id)
    option = whole.by_position.get(position)
    if option is None or option.picture is None:
        raise NotFoundError
    path = await kept(reading, settings.uploads_folder, option.picture)
    cache = {"cache-control": "private, max-age=3600"}
    return File(present(path), media_type="image/jpeg", content_disposition_type="inline", headers=cache)


@get(MINE, guards=[requires(signed_in)])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """What one chose in open ballots; of sealed ones, that one is on the roll, and why no more is shown."""
    found = await queries.voted_in(reading, visitor, person_of(visitor).id)
    words = wording_of(request)
    shown: Mapping[str, Any] = {"found": found, "states": STATES, "tones": TONES}
    when = {one.listed.ballot.id: when_of(words, one.listed) for one in found}
    return page(request, f"{FOLDER}mine.html", when=when, **shown)


ROUTES = (ballots, ballot, picture, mine)
