"""Every page of a site: for people, and for search engines (sitemaps.org, RFC 9309)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from litestar import Response, get

from okote.feature import Addresses
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, Reading, frame, page, renderer_of, wording_of

NOT_FOR_ROBOTS = ("/account", "/back-office", "/my/", "/sign-in", "/search", "/thanks/", "/unsubscribe/")
"""What is somebody's own, or without end."""

MOST = 10_000
"""Pages besides those of the menus; each is told once in every language, and a file takes 50 000."""


@get("/site-map")
async def site_map(request: AnyRequest) -> Response[str]:
    """What stands in the menus, as far as the visitor may see it."""
    menus = frame(request)
    links = {
        say("Sections"): menus.navigation,
        say("About this site"): menus.footer,
        say("Your pages"): menus.account if menus.visitor.person else (),
        say("Back office"): menus.back_office,
    }
    words = wording_of(request)
    parts = [(words.say(heading), part) for heading, part in links.items()]
    return page(request, "territories/site_map.html", parts=parts)


@get("/sitemap.xml")
async def for_robots(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """What a stranger may see: the pages of the menus, then those that features name."""
    stranger = replace(visitor, person=None, session=None, roles=frozenset())
    request.scope["state"]["visitor"] = stranger
    menus = frame(request)
    paths = [link.path for link in (*menus.navigation, *menus.footer)]
    for addresses in cast("Sequence[Addresses]", request.app.state["addresses"]):
        paths += (await addresses(reading, visitor.territory.id))[:MOST]
    told = [path for path in dict.fromkeys(("/", *paths)) if not path.startswith(NOT_FOR_ROBOTS)]
    xml = renderer_of(request).render("territories/sitemap.xml", {"paths": told}, page=menus)
    return Response(xml, media_type="application/xml")


@get("/robots.txt")
async def robots(visitor: TheVisitor) -> Response[str]:
    """Each language has its own prefix, so that each path is named with each."""
    lines = [
        f"Disallow: /{language}{path}" for language in visitor.territory.languages for path in NOT_FOR_ROBOTS
    ]
    text = "\n".join(["User-agent: *", *lines, f"Sitemap: {visitor.address}/sitemap.xml", ""])
    return Response(text, media_type="text/plain")


ROUTES = (site_map, for_robots, robots)
