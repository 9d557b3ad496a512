"""Whether every file is there that a row names: pages go without those that are not."""

from pathlib import Path

from anyio import to_thread
from sqlmodel import select

from okote.house import House
from okote.serving.doctor.findings import Finding, fail, ok
from payments.sessions import ReadSession

ABOUT = "uploads"


async def complete(house: House, db: ReadSession) -> Finding:
    """A restored database and a restored folder may be of two moments, and a disk may have lost some."""
    folder = house.settings.uploads_folder
    named: list[Path] = []
    for table, place in ((table, place) for one in house.features for table, place in one.uploads.items()):
        rows = await db.exec(select(table).order_by(table.id))
        named += filter(None, (place(folder, row) for row in rows))
    missing = await to_thread.run_sync(lambda: [path for path in named if not path.is_file()])
    if missing:
        told = f"{len(missing)} of {len(named)} files that rows name are missing, such as {missing[0]}"
        return fail(ABOUT, f"{told}: bring them back from a backup's folder of uploads.")
    return ok(ABOUT, f"all {len(named)} files that rows name are there.")
