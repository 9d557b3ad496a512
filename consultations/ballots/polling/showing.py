"""A ballot's page: what is the same for all who may see it, and what is its reader's own."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response
from markupsafe import Markup

from consultations.ballots import queries as ballots
from consultations.ballots import rules
from consultations.ballots.lines import lacks_line
from consultations.ballots.models import BallotOption
from consultations.ballots.polling import queries
from consultations.ballots.polling.marking import Marked, cart
from consultations.ballots.polling.queries import Listed, Whole
from consultations.ballots.polling.words import HONEST, PROMISES, RULES, STATES, TONES, when_of
from consultations.ballots.review.words import criteria
from consultations.ballots.rules import Choices, Mode, State
from consultations.eligibility.queries import lacks_of, place_names, sentence
from consultations.eligibility.rules import Conditions, Missing
from consultations.processes.audiences import audiences_of
from consultations.processes.rules import Audience
from consultations.processes.words import AUDIENCE_SAYS, ends
from okote.house import House
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.territories.queries import labelled
from okote.web.formatting import Wording
from okote.web.forms import Form
from okote.web.from_replica import may_lag
from okote.web.pages import AnyRequest, ForAll, for_all, frame, page, renderer_of, wording_of
from okote.web.rendering import NEXT_PART
from payments.money import Money
from payments.sessions import ReadSession

PARTS = "consultations/ballots/polling/parts_of_ballot.html"
ONE = "consultations/ballots/polling/ballot.html"


async def shared(request: AnyRequest, house: House, visitor: Visitor, ballot_id: UUID) -> ForAll:
    """With nothing marked; drawn once for all, but apart for those who may see what others don't.

    `about` is the ballot as it was read.
    """
    words = wording_of(request)

    async def drawn(by: Visitor) -> Mapping[str, Any]:
        async with house.database.reading(may_lag=may_lag(request.scope)) as db:
            whole = await queries.whole(db, by, ballot_id)
            return await told(db, words, by, whole, Marked(), Form()) | {"about": whole}

    if audiences_of(visitor) == [Audience.PUBLIC]:
        return await for_all(request, PARTS, lambda: drawn(visitor.stranger))
    return _parts(request, await drawn(visitor))


def _parts(request: AnyRequest, context: Mapping[str, Any]) -> ForAll:
    html = renderer_of(request).render(PARTS, context, page=frame(request))
    return ForAll([Markup(part) for part in html.split(NEXT_PART)], context["about"])  # noqa: S704 (a template's)


async def told(
    db: ReadSession,
    words: Wording,
    by: Visitor,
    whole: Whole,
    marked: Marked,
    form: Form,
    *,
    taken: bool = True,
) -> dict[str, Any]:
    """What its template is given; `taken` is whether it can be filled in."""
    row, ballot = whole.listed, whole.ballot
    closes = row.phase.ends_at
    return {
        "whole": whole,
        "ballot": ballot,
        "process": row.process,
        "state": row.state.value,
        "state_says": STATES[row.state],
        "tone": TONES[row.state],
        "when": when_of(words, row),
        "closes": ends(words, closes) if closes else None,
        "zone": words.zone.key,
        "who": await _who(db, words, by, row),
        "lined": row.by_lines and row.state in {State.ANNOUNCED, State.OPEN},
        "audience_says": AUDIENCE_SAYS[row.phase.audience]
        if row.phase.audience is not Audience.PUBLIC
        else None,
        "promise": PROMISES[ballot.mode],
        "honest": HONEST if ballot.mode is Mode.SEALED else None,
        "rule_says": RULES[ballot.rule],
        "criteria": criteria(words),
        "options": [_option(whole, one, marked) for one in whole.options],
        "places": labelled(sorted(whole.places.values(), key=lambda one: (one.name, one.id)))
        if any(one.place_id for one in whole.options)
        else [],
        "cart": cart(ballot, whole.options, whole.envelopes, marked.choices),
        "envelopes": [(one.name, Money(one.amount_minor, ballot.currency)) for one in whole.envelopes],
        "marked": marked,
        "problem": form.errors.get("options"),
        "taken": taken and row.state is State.OPEN,
    }


def _option(whole: Whole, one: BallotOption, marked: Marked) -> dict[str, Any]:
    place = whole.places.get(one.place_id) if one.place_id else None
    lies = {str(key) for key in (place.id, place.parent_id) if key} if place else set()
    return {
        "row": one,
        "place": place.name if place else None,
        "lies": " ".join(sorted(lies)),
        "cost": Money(one.cost_minor, whole.ballot.currency) if one.cost_minor is not None else None,
        "given": marked.choices.get(one.position, 0),
        "shown": not marked.place or not lies or marked.place in lies or one.position in marked.choices,
    }


async def _who(db: ReadSession, words: Wording, by: Visitor, row: Listed) -> list[str]:
    """In one sentence; in a second one where the ballot asks for more than its consultation."""
    asked = dict.fromkeys(_conditions(row)) or {Conditions(): None}
    names = await place_names(db, by.territory.id) if any(one.places for one in asked) else {}
    return [sentence(words, one, territory=by.territory.name, names=names) for one in asked]


def _conditions(row: Listed) -> list[Conditions]:
    both = [Conditions.read(row.process.conditions), Conditions.read(row.ballot.conditions)]
    return [one for one in both if one != Conditions()]


async def lacks(db: ReadSession, row: Listed, by: Visitor) -> Sequence[Missing]:
    """What somebody who is signed in still has to show, each once."""
    found = [each for one in dict.fromkeys(_conditions(row)) for each in await lacks_of(db, one, by=by)]
    if row.by_lines and row.ballot.mode is Mode.SEALED:
        found.extend(await lacks_line(db, by=by))
    return list({each.why.code: each for each in reversed(found)}.values())[::-1]


def titles(whole: Whole, choices: Choices) -> list[tuple[str, int]]:
    """What was chosen, in the order of the ballot, with its points."""
    known = whole.by_position
    return [(known[at].title, given) for at, given in sorted(choices.items()) if at in known]


async def shown_to(
    request: AnyRequest, house: House, db: ReadSession, visitor: Visitor, ballot_id: UUID
) -> Response[str]:
    """Nothing marked, unless somebody voted openly and may change it."""
    shown = await shared(request, house, visitor, ballot_id)
    whole: Whole = shown.about
    person, voted, mine = visitor.person, False, None
    if person is not None and whole.state is not State.ANNOUNCED:
        if whole.ballot.mode is Mode.OPEN:
            mine = await queries.open_vote(db, ballot_id, person.id)
            voted = mine is not None
        else:
            voted = await ballots.has_voted(db, whole.ballot, person.id, secret=db.info[limits.KEY])
    missing: Sequence[Missing] = ()
    if person is not None and not voted and whole.state in {State.OPEN, State.ANNOUNCED}:
        missing = await lacks(db, whole.listed, visitor)
    marked = Marked()
    if voted:
        before = rules.read(mine.choices) if mine else {}
        marked = Marked(before, blank=bool(mine) and not before)
        context = await told(
            db, wording_of(request), visitor, whole, marked, Form(), taken=whole.ballot.mode is Mode.OPEN
        )
        shown = _parts(request, context | {"about": whole})
    return drawn(
        request,
        shown,
        marked,
        Form(),
        lacks=missing,
        voted=voted,
        mine=titles(whole, marked.choices) if mine else None,
    )


async def again(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    whole: Whole,
    marked: Marked,
    form: Form,
    *,
    lacks: Sequence[Missing] = (),
) -> Response[str]:
    """The form as it was marked, with why it does not go on."""
    context = await told(db, wording_of(request), visitor, whole, marked, form)
    return drawn(request, _parts(request, context | {"about": whole}), marked, form, lacks=lacks, kept=True)


def drawn(
    request: AnyRequest,
    shown: ForAll,
    marked: Marked,
    form: Form,
    *,
    lacks: Sequence[Missing] = (),
    voted: bool = False,
    mine: Sequence[tuple[str, int]] | None = None,
    kept: bool = False,
) -> Response[str]:
    whole: Whole = shown.about
    sealed = whole.ballot.mode is Mode.SEALED
    return page(
        request,
        ONE,
        shown=shown,
        ballot=whole.ballot,
        state=whole.state.value,
        taken=whole.state is State.OPEN and not (voted and sealed),
        marked=marked,
        chosen=titles(whole, marked.choices),
        form=form,
        lacks=lacks,
        voted=voted,
        mine=mine,
        kept=kept,
        sealed=sealed,
    )
