"""What everyone reads of actions: the board, a list, one action with its evidence, editions."""

from collections.abc import Mapping, Sequence
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
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.search import Typed
from okote.territories.queries import labelled, one_of, places
from okote.web.downloads import present
from okote.web.formatting import Wording
from okote.web.pages import AnyRequest, Reading, TheSettings, page_for_all, wording_of
from okote.web.shared import ALIKE
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

    @get(opt={ALIKE: True})
    async def board(self, request: AnyRequest, visitor: TheVisitor, q: Typed = "") -> Response[str]:
        """In columns; as a list where words, a state or what is late is asked for."""
        try:
            wanted = Wanted.read({**request.query_params, "q": q})
        except ValueError:
            raise NotFoundError from None
        as_list = wanted.typed or wanted.states or wanted.late or wanted.after
        here = visitor.territory

        async def read(db: ReadSession) -> Mapping[str, Any]:
            return {
                "wanted": wanted,
                "progress": await progress(db, here.id, here.day(await db.now())),
                "columns": None if as_list else await shown.board(db, here, wanted),
                "actions": await shown.listed(db, here, wanted) if as_list else None,
                "lanes": LANES,
                "years": await editions.years_frozen(db, here.id),
                **await _choices(db, here.id, wording_of(request), wanted),
            }

        return await page_for_all(request, "consultations/actions/board.html", read)

    @get("/{number:int}", opt={ALIKE: True})
    async def action(self, request: AnyRequest, visitor: TheVisitor, number: Number) -> Response[str]:
        """What is promised and why, where it stands and stood, and what shows it."""

        async def read(db: ReadSession) -> Mapping[str, Any]:
            one = await shown.action(db, visitor.territory, number)
            key = one.action.id
            return {
                "shown": one,
                "steps": await shown.steps(db, key),
                "evidence": await shown.evidence(db, key),
                "aims": (await shown.theme_names(db, [key], ThemeKind.AIM)).get(key, ()),
                "pillars": (await shown.theme_names(db, [key], ThemeKind.PILLAR)).get(key, ()),
                "places": (await shown.place_names(db, [key])).get(key, ()),
                "labels": STATES,
                "tones": TONES,
                "origins": ORIGINS,
            }

        return await page_for_all(request, "consultations/actions/action.html", read)

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

    @get("/editions/{year:int}", opt={ALIKE: True})
    async def edition(self, request: AnyRequest, visitor: TheVisitor, year: Year) -> Response[str]:
        """As it was frozen, with what was found wrong since."""
        words = wording_of(request)

        async def read(db: ReadSession) -> Mapping[str, Any]:
            edition = await editions.frozen(db, visitor.territory.id, year)
            told = edition.told
            return {
                "edition": edition,
                "told": told,
                "sentence": sentence(words, told.progress),
                "errata": await editions.errata(db, edition.id),
                "labels": STATES,
                "tones": TONES,
                "bars": bars(words, told.progress),
            }

        return await page_for_all(request, "consultations/actions/edition.html", read)


async def _choices(db: ReadSession, here: UUID, words: Wording, wanted: Wanted) -> dict[str, Any]:
    """By what the board can be narrowed: what is retired too, since actions are still of it."""
    themes = await every_theme(db, here)
    return {
        "services": [(str(one.id), one.name) for one in await every_service(db, here)],
        "themes": [
            (kind.value, words.say(label), [(str(one.id), one.name) for one in themes if one.kind is kind])
            for kind, label in KINDS.items()
            if kind is not ThemeKind.CATEGORY
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
