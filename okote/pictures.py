"""Pictures, to whoever may see what they belong to."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import File

from okote.house import TheHouse
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.platform.files.models import StoredFile
from okote.platform.files.pictures import WIDTHS, picture_path
from okote.web.downloads import present
from okote.web.pages import Reading

WEEK = 604_800


@get("/pictures/{picture:uuid}/{size:str}")
async def picture(
    visitor: TheVisitor, house: TheHouse, reading: Reading, picture: FromPath[UUID], size: FromPath[str]
) -> File:
    """Everyone's once it is published; until then only for who works in the back office."""
    stored = await reading.get(StoredFile, picture)
    if size not in WIDTHS or stored is None or stored.territory_id != visitor.territory.id:
        raise NotFoundError
    if not stored.public and not visitor.roles:
        raise NotFoundError
    return File(
        present(picture_path(house.settings.uploads_folder, picture, size)),
        media_type="image/webp",
        content_disposition_type="inline",
        headers={"cache-control": f"{'public' if stored.public else 'private'}, max-age={WEEK}"},
    )
