"""Consultations with a room above that hangs a button and a word into each one's page."""

from dataclasses import replace
from pathlib import Path

from consultations.feature import FEATURE as WHOLE
from consultations.processes.pages import Doing, Part, routes
from consultations.processes.rules import Permit, PhaseKind


async def _says(_db, territory, shown):
    if shown.active is None or shown.active.kind is not PhaseKind.IDEAS:
        return None
    return Part("hung.html", {"word": f"hung in {territory.slug}"})


def _is_a_page(controller):
    paths = getattr(controller, "paths", ())
    return any(path.startswith("/processes") for path in paths)


FEATURE = replace(
    WHOLE,
    controllers=(
        *(one for one in WHOLE.controllers if not _is_a_page(one)),
        *routes(
            doings=(
                Doing(Permit.PROPOSE, "Propose ideas", lambda process: f"/hung/{process.slug}"),
                Doing(Permit.VOTE, "Vote", lambda process: f"/urn/{process.slug}"),
            ),
            says=(_says,),
        ),
    ),
    templates=(*WHOLE.templates, Path(__file__).parent / "templates"),
)
