"""What helps whoever writes a version: how readable it is, and the names that are left in it."""

from decimal import Decimal
from functools import partial
from itertools import groupby
from uuid import UUID

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.permissions import may_write_procedures
from consultations.procedures.backoffice.versions import HERE, whole_of
from consultations.procedures.names.rules import Sort, suspects
from consultations.procedures.queries import Whole
from consultations.procedures.readability.rules import FORMULA, LONG, SOURCE, STEPS, Sheet, sheet
from consultations.procedures.service import versions
from consultations.procedures.words import SORTS
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

MOST_SUSPECTS = 50
"""Of each sort, as many as somebody looks through."""


class AidPages(Controller):
    path = HERE + "/{version_id:uuid}"
    guards = (requires(may_write_procedures),)

    @get("/readability")
    async def readability(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, version_id: FromPath[UUID]
    ) -> Response[str]:
        """An aid to whoever writes it: the text as typed, then what its files say."""
        shown, whole = await whole_of(reading, visitor, version_id)
        sheets = await to_thread.run_sync(_sheets, whole)
        return page(
            request,
            "consultations/procedures/readability.html",
            shown=shown,
            version=whole.version,
            sheets=sheets,
            formula=FORMULA,
            source=SOURCE,
            long=LONG,
            bounds=STEPS,
        )

    @get("/names")
    async def names(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, version_id: FromPath[UUID]
    ) -> Response[str]:
        """What looks like somebody's in all that can be read of it."""
        return await _names(request, reading, visitor, version_id, Form())

    @post("/names")
    async def declare(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, version_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        await whole_of(db, visitor, version_id)
        form = Form(await request.form())
        if not form.ticked("removed"):
            form.refuse("removed", MissingError())
        declaring = partial(versions.declare_names_removed, db, version_id, form.raw("seen"), by=visitor)
        if await attempt(db, form, "removed", declaring) is None:
            return await _names(request, db, visitor, version_id, form)
        text = say("Nothing in this version changes any more. It can be tested, and published.")
        return said(to(request, f"{HERE}/{version_id}"), "success", text)


def _sheets(whole: Whole) -> list[tuple[str | None, Sheet, tuple[Decimal, Decimal, int]]]:
    """Of the text, which has no name, and of each file; while somebody's ten thick ones are counted, others
    go on being answered.
    """
    told = [(None, whole.version.text), *((one.name, one.words) for one in whole.files)]
    return [(name, found, _figures(found)) for name, text in told if (found := sheet(text)) is not None]


def _figures(found: Sheet) -> tuple[Decimal, Decimal, int]:
    """Words in a sentence, syllables in a word, and the score: as exactly as they are known."""
    per_sentence, per_word = f"{found.words_per_sentence:.1f}", f"{found.syllables_per_word:.2f}"
    return Decimal(per_sentence), Decimal(per_word), round(found.score)


async def _names(
    request: AnyRequest, db: ReadSession, visitor: Visitor, version_id: UUID, form: Form
) -> Response[str]:
    shown, whole = await whole_of(db, visitor, version_id)
    told = await to_thread.run_sync(suspects, "\n\n".join(whole.words))
    found = sorted(told, key=lambda one: list(Sort).index(one.sort))
    sorts = [
        (sort, list(dict.fromkeys(one.said for one in ones))[:MOST_SUSPECTS])
        for sort, ones in groupby(found, key=lambda one: one.sort)
    ]
    return page(
        request,
        "consultations/procedures/names.html",
        shown=shown,
        whole=whole,
        sorts=sorts,
        labels=SORTS,
        form=form,
    )
