"""Whether a donor is frozen, as the giving of a contribution asks."""

from collections.abc import Sequence
from uuid import UUID

from okote.funding.pledges.vigilance.queries import any_frozen
from okote.funding.pledges.vigilance.rules import Donor, DonorFrozenError
from payments.sessions import WriteSession


def _lock(territory_id: UUID, donor: Donor) -> str:
    return f"donor:{territory_id}:{donor.person_id or donor.number}"


async def hold_donor(db: WriteSession, territory_id: UUID, donor: Donor) -> None:
    """One at a time gives, or freezes: nothing is begun while the freeze is being written."""
    await db.lock(_lock(territory_id, donor))


async def check_not_frozen(
    db: WriteSession, territory_id: UUID, *donors: Donor, then: Sequence[str] = ()
) -> None:
    """DonorFrozenError; asked before anything else is held, but for the locks to wait for `then`."""
    await db.lock(*(_lock(territory_id, donor) for donor in donors), *then)
    if await any_frozen(db, territory_id, *donors):
        raise DonorFrozenError
