"""The figures of a territory, for everyone, with how each is counted."""

from typing import Any

from litestar import Response, get

from okote.feature import Place, Section
from okote.funding.figures.queries import figures
from okote.funding.figures.rules import LEAST, Figures, Month, Outcome, Sums
from okote.funding.reports.queries import published_years
from okote.identity.permissions import anyone
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.pages import AnyRequest, Reading, page, wording_of

HERE = "/figures"

OUTCOME_NAMES = {
    Outcome.OPEN: say("Take contributions now"),
    Outcome.DECIDING: say("Over, being counted"),
    Outcome.FUNDED: say("Succeeded: the project receives the money"),
    Outcome.MISSED: say("Below the threshold: everyone is paid back"),
    Outcome.CANCELLED: say("Cancelled: everyone is paid back"),
}
NOWHERE = say("The whole territory")
NO_SUBJECT = say("No subject")

LATEST = 24
"""Months that the page shows; the file has all."""
GREATEST = 20
"""Places and calls, too."""


@get(HERE)
async def shown(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """What was given, added and decided, as it stands now."""
    found = await figures(reading, visitor.territory, language=visitor.language)
    return page(
        request,
        "funding/figures/figures.html",
        call=None,
        reports=await published_years(reading, visitor.territory.id),
        **charts(wording_of(request), found),
    )


def charts(words: Wording, found: Figures) -> dict[str, Any]:
    """What the page draws of a territory, or of one of its calls."""
    return {
        "figures": found,
        "least": LEAST,
        "sources": sources(words, found),
        "outcomes": [
            (words.say(label), found.by_outcome[one].projects, words.number(found.by_outcome[one].projects))
            for one, label in OUTCOME_NAMES.items()
        ],
        "months": [(_period(words, one), one.given.minor, one.given) for one in found.months[-LATEST:]],
        "places": _named(found.by_place, words.say(NOWHERE))[:GREATEST],
        "categories": _named(found.by_category, words.say(NO_SUBJECT)),
        "calls": found.by_call[:GREATEST],
    }


def sources(words: Wording, found: Figures) -> list[tuple[str, int, object]]:
    """Who gave and who added: residents and bodies apart where neither are too few."""
    all_, givers = found.all_, found.givers
    gave = [(say("Contributed"), all_.given)]
    if givers.told_apart:
        gave = [
            (say("Residents"), givers.by_residents),
            (say("Companies and associations that gave"), givers.by_bodies),
        ]
    added = [(say("Public partners"), all_.public), (say("Partner companies"), all_.companies)]
    return [(words.say(label), amount.minor, amount) for label, amount in (*gave, *added)]


def _period(words: Wording, month: Month) -> str:
    first, last = words.month(month.first), words.month(month.last)
    return first if first == last else words.say(say("%(first)s to %(last)s"), first=first, last=last)


def _named(rows: list[tuple[str | None, Sums]], without: str) -> list[tuple[str, Sums]]:
    return [(name or without, sums) for name, sums in rows]


ROUTES = (shown,)
SECTIONS = (Section(Place.FOOTER, say("Figures"), HERE, anyone),)
