"""What everyone reads of actions: the board, a list, one action with its evidence, editions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath
from litestar.response import File

from consultations.actions.finding import Number, Wanted, Year
from consultations.actions.models import Evidence
from consultations.actions.personal import kept_evidence
from consultations.actions.queries import editions, shown
from consultations.actions.queries.progress import progress
from consultations.actions.queries.shown import Lane
from consultations.actions.queries.themes import every_theme
from consultations.actions.rules import ThemeKind
from consultations.actions.words import KINDS, ORIGINS, STATES, TONES, bars, sentence
from consultations.services.queries import every_service
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.search import Typed
from okote.territories.queries import labelled, one_of, places
from okote.web.downloads import present
from okote.web.formatting import Wording
from okote.web.pages import AnyRequest, Reading, TheSettings, page, wording_of
from payments.sessions import ReadSession

ACTIONS = "/actions"

LANES = {
    Lane.COMING: say("To come"),
    Lane.UNDER_WAY: say("Under way"),
    Lane.FINALISING: say("Being finalised"),
    Lane.DONE: say("Carried out"),
}


class ActionPages(Controller):
    path = ACTIONS

    @get()
    async def board(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        q: Typed = "",
    ) -> Response[str]:
        """In columns; as a list where words, a state or what is late is asked for."""
        try:
            wanted = Wanted.read({**request.query_params, "q": q})
        except ValueError:
            raise NotFoundError from None
        as_list = wanted.typed or wanted.states or wanted.late or wanted.after
        here = visitor.territory
        return page(
            request,
            "consultations/actions/board.html",
            wanted=wanted,
            progress=await progress(reading, here.id, here.day(await reading.now())),
            columns=None if as_list else await shown.board(reading, here, wanted),
            actions=await shown.listed(reading, here, wanted) if as_list else None,
            lanes=LANES,
            years=await editions.years_frozen(reading, here.id),
            **await _choices(request, reading, visitor, wanted),
        )

    @get("/{number:int}")
    async def action(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, number: Number
    ) -> Response[str]:
        """What is promised and why, where it stands and stood, and what shows it."""
        one = await shown.action(reading, visitor.territory, number)
        ids = [one.action.id]
        return page(
            request,
            "consultations/actions/action.html",
            shown=one,
            steps=await shown.steps(reading, one.action.id),
            evidence=await shown.evidence(reading, one.action.id),
            aims=(await shown.theme_names(reading, ids, ThemeKind.AIM)).get(one.action.id, ()),
            pillars=(await shown.theme_names(reading, ids, ThemeKind.PILLAR)).get(one.action.id, ()),
            places=(await shown.place_names(reading, ids)).get(one.action.id, ()),
            labels=STATES,
            tones=TONES,
            origins=ORIGINS,
        )

    @get("/{number:int}/evidence/{evidence_id:uuid}")
    async def evidence(
        self,
        visitor: TheVisitor,
        reading: Reading,
        settings: TheSettings,
        number: Number,
        evidence_id: FromPath[UUID],
    ) -> File:
        """A file, as a download, never shown within a page."""
        one = await shown.action(reading, visitor.territory, number)
        kept = await one_of(reading, Evidence, visitor.territory.id, evidence_id)
        path = kept_evidence(settings.uploads_folder, kept)
        if kept.action_id != one.action.id or kept.removed_at or path is None or kept.kind is None:
            raise NotFoundError
        return File(
            present(path),
            filename=f"action-{number}-{kept.id}.{kept.kind}",
            media_type=kept.kind.media_type,
            headers={"cache-control": "no-store"},
        )

    @get("/editions/{year:int}")
    async def edition(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, year: Year
    ) -> Response[str]:
        """As it was frozen, with what was found wrong since."""
        edition = await editions.frozen(reading, visitor.territory.id, year)
        told = edition.told
        return page(
            request,
            "consultations/actions/edition.html",
            edition=edition,
            told=told,
            sentence=sentence(wording_of(request), told.progress),
            errata=await editions.errata(reading, edition.id),
            labels=STATES,
            tones=TONES,
            bars=bars(wording_of(request), told.progress),
        )


async def _choices(request: AnyRequest, db: ReadSession, visitor: Visitor, wanted: Wanted) -> dict[str, Any]:
    """By what the board can be narrowed: what is retired too, since actions are still of it."""
    words, here = wording_of(request), visitor.territory.id
    themes = await every_theme(db, here)
    return {
        "services": [(str(one.id), one.name) for one in await every_service(db, here)],
        "themes": [
            (kind.value, words.say(label), [(str(one.id), one.name) for one in themes if one.kind is kind])
            for kind, label in KINDS.items()
        ],
        "places": labelled(await places(db, here)),
        "states": _states(words, wanted),
        "labels": STATES,
        "tones": TONES,
    }


def _states(words: Wording, wanted: Wanted) -> Sequence[tuple[str, str]]:
    """Each by itself, and those of a column together where that one is looked at."""
    each = [(one.value, words.say(label)) for one, label in STATES.items()]
    together = (wanted.state, ", ".join(words.say(STATES[one]) for one in wanted.states))
    return [*each, together] if len(wanted.states) > 1 else each


ROUTES = (ActionPages,)
