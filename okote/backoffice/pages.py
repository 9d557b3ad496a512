"""The home of the back office: what waits for who looks, section by section."""

from litestar import Controller, Response, get

from okote.feature import BACK_OFFICE
from okote.identity.permissions import may_enter_back_office, requires
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, page, sections_of


class BackOfficePages(Controller):
    path = "/back-office"
    guards = (requires(may_enter_back_office),)

    @get()
    async def home(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        sections = [section for place in BACK_OFFICE for section in sections_of(request, place)]
        counted = [(one, await one.waiting(reading, visitor) if one.waiting else 0) for one in sections]
        return page(
            request, "backoffice/home.html", waiting=[(one, count) for one, count in counted if count]
        )
