"""Static files, each under an address made of its content."""

from litestar import Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from okote.web.assets import CACHE_CONTROL, PREFIX, Assets


@get("/static/{name:path}", sync_to_thread=False)
def static(name: FromPath[str], state: State) -> Response[bytes]:
    """One file; whoever has it need never ask again."""
    assets: Assets = state.assets
    asset = assets.at(PREFIX + name.lstrip("/"))
    if asset is None:
        raise NotFoundException
    return Response(asset.body, media_type=asset.media_type, headers={"cache-control": CACHE_CONTROL})
