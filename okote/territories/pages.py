"""What the law and courtesy want said about a territory's site, and its colours."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from okote.platform.errors import NotFoundError
from okote.web.colours import territory_css
from okote.web.design import SAMPLES
from okote.web.pages import AnyRequest, TheSettings, page, visitor_of

COLOUR_KEPT = "public, max-age=86400"
"""The layout writes the colour itself into the address: another colour has another address."""


class TerritoryPages(Controller):
    @get("/territory.css")
    async def colours(self, request: AnyRequest) -> Response[str]:
        primary = visitor_of(request).territory.primary_colour
        css = "" if primary is None else territory_css(primary)
        return Response(css, media_type="text/css", headers={"cache-control": COLOUR_KEPT})

    @get("/legal")
    async def legal(self, request: AnyRequest) -> Response[str]:
        return page(request, "territories/legal.html")

    @get("/privacy")
    async def privacy(self, request: AnyRequest, settings: TheSettings) -> Response[str]:
        """With what each feature keeps."""
        kept = request.app.state["kept"]
        return page(request, "territories/privacy.html", kept=kept, relay=settings.mail.relay)

    @get("/help")
    async def help(self, request: AnyRequest) -> Response[str]:
        """What people ask, by theme: what a territory does stands before what every site has."""
        house, *others = request.app.state["help"]
        return page(request, "territories/help.html", themes=[*others, house])

    @get("/accessibility")
    async def accessibility(self, request: AnyRequest) -> Response[str]:
        return page(request, "territories/accessibility.html")

    @get("/contact")
    async def contact(self, request: AnyRequest) -> Response[str]:
        return page(request, "territories/contact.html")

    @get("/design")
    async def design(self, request: AnyRequest) -> Response[str]:
        return page(request, "design.html", **{**SAMPLES, "further": request.app.state["samples"].values()})

    @get("/design/{samples:str}")
    async def design_of(self, request: AnyRequest, samples: FromPath[str]) -> Response[str]:
        """A feature's own components."""
        shown = request.app.state["samples"].get(samples)
        if shown is None:
            raise NotFoundError
        return page(request, shown.template, **shown.values)
