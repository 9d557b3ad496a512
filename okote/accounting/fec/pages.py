"""The file of accounting entries in the back office: what it adds up to, and itself."""

from collections.abc import AsyncIterator

from litestar import Controller, Response, get
from litestar.response import Stream

from okote.accounting.days import period_asked, sound
from okote.accounting.fec.queries import books, file
from okote.accounting.fec.rules import CHARACTERS, file_name
from okote.feature import Place, Section
from okote.house import TheHouse
from okote.identity.limited import EXPORT
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.downloads import streamed
from okote.web.pages import AnyRequest, Reading, TheDatabase, page
from payments.errors import DomainError
from payments.ledger.rules import NOTHING_MOVED

HERE = "/back-office/ledger/fec"


class FecPages(Controller):
    path = HERE
    guards = (requires(may_keep_accounts),)

    @get()
    async def told(
        self, request: AnyRequest, house: TheHouse, visitor: TheVisitor, reading: Reading
    ) -> Response[str]:
        form, period = await period_asked(request, reading, visitor, over=True)
        here = visitor.territory
        found = await books(reading, house, here, period, language=visitor.language)
        try:
            name, missing = file_name(here.operator_siren, period.last), None
        except DomainError as error:
            name, missing = None, error
        numbers = found.summed
        return page(
            request,
            "accounting/fec.html",
            form=form,
            period=period,
            numbers=numbers,
            all_=sum((one.moved for one in numbers), NOTHING_MOVED),
            name=name,
            missing=missing,
        )

    @get("/file", opt=EXPORT)
    async def download(
        self,
        request: AnyRequest,
        house: TheHouse,
        visitor: TheVisitor,
        reading: Reading,
        database: TheDatabase,
    ) -> Stream:
        form, period = await period_asked(request, reading, visitor, over=True)
        sound(form)
        here = visitor.territory
        name = file_name(here.operator_siren, period.last)

        async def pieces() -> AsyncIterator[str]:
            async with database.reading() as db:
                async for piece in file(db, await books(db, house, here, period)):
                    yield piece

        return streamed(pieces(), "text/plain", name, encoding=CHARACTERS)


ROUTES = (FecPages,)
SECTIONS = (Section(Place.LEDGER, say("File of accounting entries (FEC)"), HERE, may_keep_accounts),)
