"""The published result of a ballot: explained, its minutes, and its files for whoever counts again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from anyio import to_thread
from litestar import Response, get
from litestar.params import FromPath

from consultations.actions.words import STATES, TONES
from consultations.ballots.explaining import summary
from consultations.ballots.followup.queries import shown as followed_up
from consultations.ballots.minutes.rules import publishes_votes
from consultations.ballots.pictures.turnout import Turnout
from consultations.ballots.results import files, queries, rules, telling
from consultations.ballots.results.queries import Published
from consultations.ballots.rules import kept_until
from consultations.ballots.words import CHANNELS
from okote.identity.visitors import TheVisitor, Visitor
from okote.territories.queries import places as places_of
from okote.web.downloads import dated, download
from okote.web.formatting import Wording
from okote.web.maps import WIDTH
from okote.web.pages import AnyRequest, Reading, page, wording_of
from payments.sessions import ReadSession

RESULT = "/ballots/{ballot_id:uuid}/result"


@get(RESULT)
async def result(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
) -> Response[str]:
    """Who won and why, in words and pictures; of fewer voters than the ballot says, the minutes alone."""
    words = wording_of(request)
    told = await queries.published(reading, visitor, ballot_id, words.say)
    known = await places_of(reading, visitor.territory.id)
    places = {place.id: place.name for place in known}
    by_place = telling.by_place(told, places)
    positions = {place.name: place.position for place in known if place.position}
    tall, spots = telling.on_map(by_place, positions)
    enough = publishes_votes(told.minutes)
    return page(
        request,
        "consultations/ballots/results/result.html",
        told=told,
        ballot=told.shown.ballot,
        minutes=told.minutes,
        enough=enough,
        parts=telling.parts(told, words, places) if enough else [],
        turnout=Turnout(told.minutes),
        envelopes=telling.turnout(told) if enough else None,
        by_place=by_place,
        map={"width": WIDTH, "height": tall, "spots": spots},
        kept_until=kept_until(stamp) if (stamp := told.shown.ballot.published_stamp) else None,
        files=await queries.files_of(reading, ballot_id),
        says=files.says,
        channels=CHANNELS,
        followed=await followed_up(reading, ballot_id),
        stages=STATES,
        tones=TONES,
    )


@get(f"{RESULT}/minutes")
async def minutes(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
) -> Response[str]:
    """Whatever the number of voters; on paper, whoever signs finds room for it."""
    words = wording_of(request)
    told = await queries.published(reading, visitor, ballot_id, words.say)
    rule, ties = sentences(told, words)
    return page(
        request,
        "consultations/ballots/results/minutes.html",
        told=told,
        ballot=told.shown.ballot,
        minutes=told.minutes,
        channels=CHANNELS,
        rule=rule,
        ties=ties,
    )


def sentences(told: Published, words: Wording) -> tuple[list[str], list[str]]:
    """The rule, once, and the ties of all parts."""
    parts = telling.parts(told, words, {})
    return summary.rule(words, rules.settings(told.shown.ballot)), [tie for one in parts for tie in one.ties]


@get(f"{RESULT}/{files.ALL}")
async def archive(visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]) -> Response[Any]:
    """All of its files in one."""
    found = await queries.all_files(reading, visitor, ballot_id)
    packed = await to_thread.run_sync(files.archive, found)
    return download(packed, files.media_type(files.ALL), await _called(reading, visitor, files.ALL))


@get(f"{RESULT}/{{name:str}}")
async def file(
    visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID], name: FromPath[str]
) -> Response[Any]:
    content = await queries.file(reading, visitor, ballot_id, name)
    return download(content, files.media_type(name), name)


async def _called(db: ReadSession, visitor: Visitor, name: str) -> str:
    return dated((await db.now()).astimezone(visitor.territory.zone).date(), name)


ROUTES: Sequence[Any] = (result, minutes, archive, file)
