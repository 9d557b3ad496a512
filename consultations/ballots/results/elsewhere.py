"""Where else results are found: in the map of the site."""

from collections.abc import Sequence
from uuid import UUID

from consultations.ballots.results.queries import for_everyone
from payments.sessions import ReadSession


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """Those of ballots that everyone may read, the last first."""
    rows = await db.exec(for_everyone(territory_id))
    return [f"/ballots/{ballot.id}/result" for ballot, _ in rows]
