"""All the news of a campaign, for everyone."""

from litestar import Response, get
from litestar.params import FromPath

from okote.funding.news.queries import shown_news
from okote.funding.showcase import queries
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, page
from okote.web.pagination import Before, latest


@get("/campaigns/{slug:str}/news")
async def news(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str], before: Before = None
) -> Response[str]:
    """The latest first."""
    shown = await queries.campaign(reading, visitor.territory.id, slug)
    found = await shown_news(reading, shown.campaign.id, before=before)
    return page(request, "funding/news.html", campaign=shown.campaign, news=latest(found, before))


ROUTES = (news,)
