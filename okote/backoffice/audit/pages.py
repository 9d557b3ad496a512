"""The audit trail: who did what, when, before and after, and why; and the same as a table to take away."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import cast
from unicodedata import normalize
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromQuery
from litestar.response import Stream

from okote.backoffice.audit.queries import Asked, Line, trail, who_acted, whole_trail
from okote.backoffice.audit.wording import Told, told
from okote.feature import Place, Section
from okote.identity.limited import EXPORT
from okote.identity.permissions import may_administer, requires
from okote.identity.roles.bodies import TheBodies, names
from okote.identity.visitors import TheVisitor
from okote.platform.audit import Deed
from okote.platform.i18n import by_own_name, say
from okote.web.downloads import CSV, dated, streamed
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheDatabase, page, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from okote.web.spreadsheets import long_spreadsheet

HERE = "/back-office/audit"
COLUMNS = (
    "at",
    "person_id",
    "person",
    "deed",
    "subject",
    "subject_id",
    "called",
    "before",
    "after",
    "reason",
)


class AuditPages(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def shown(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        bodies: TheBodies,
        subject: FromQuery[UUID | None] = None,
        before: Before = None,
    ) -> Response[str]:
        """The latest first; what the address asks for alone, and all of it where that can't be read."""
        form, asked = _asked(request)
        here = visitor.territory
        known = await names(reading, bodies, here.id)
        about = {str(body): name for of_role in known.values() for body, name in of_role.items()}
        about |= dict(by_own_name(here.languages))
        asked = replace(asked, subject=subject)
        found = await trail(reading, here, asked, before=before, limit=ONE_MORE)
        words, deeds = wording_of(request), _deeds(request)
        lines: list[Told] = [told(one, deeds, words, about) for one in found]
        kinds = {deed.subject.name: deed.subject.label for deed in deeds.values()}
        return page(
            request,
            "backoffice/audit.html",
            form=form,
            lines=latest(lines, before),
            people=await who_acted(reading, here.id),
            kinds=sorted(((name, words.say(label)) for name, label in kinds.items()), key=_by_label),
            subject=subject,
            query={name: form.raw(name) or None for name in ("person", "kind", "day")} | {"subject": subject},
        )

    @get("/audit.csv", opt=EXPORT)
    async def table(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        database: TheDatabase,
        subject: FromQuery[UUID | None] = None,
    ) -> Stream:
        """The same whole, the first first, in the codes that rows keep."""
        here = visitor.territory
        asked = replace(_asked(request)[1], subject=subject)

        async def rows() -> AsyncIterator[Mapping[str, object]]:
            async with database.reading() as db:
                async for line in whole_trail(db, here, asked):
                    yield _row(line) | {"at": line.entry.at.astimezone(here.zone).isoformat()}

        today = here.day(await reading.now())
        return streamed(
            long_spreadsheet(COLUMNS, rows(), wording_of(request).say), CSV, dated(today, "audit.csv")
        )


def _by_label(kind: tuple[str, str]) -> str:
    """As the reader's language lists them, accents aside."""
    return normalize("NFKD", kind[1]).casefold()


def _asked(request: AnyRequest) -> tuple[Form, Asked]:
    """What the address says; a mistake stands beside its field."""
    form = Form(dict(request.query_params))
    deeds = _deeds(request)
    day = form.day("day") if form.raw("day") else None
    kind = form.choice("kind", [deed.subject.name for deed in deeds.values()]) if form.raw("kind") else None
    person = None
    if form.raw("person"):
        try:
            person = UUID(form.raw("person"))
        except ValueError:
            form.choice("person", ())
    return form, Asked(person=person, kind=kind, day=day) if form.sound else Asked()


def _deeds(request: AnyRequest) -> Mapping[str, Deed]:
    return cast("Mapping[str, Deed]", request.app.state["deeds"])


def _row(line: Line) -> dict[str, object]:
    entry = line.entry
    return {
        "person_id": entry.person_id,
        "person": line.who,
        "deed": entry.deed,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "called": entry.called or line.whom,
        "before": json.dumps(entry.before, ensure_ascii=False),
        "after": json.dumps(entry.after, ensure_ascii=False),
        "reason": entry.reason,
    }


ROUTES = (AuditPages,)
SECTIONS = (Section(Place.SITE, say("Audit trail"), HERE, may_administer),)
