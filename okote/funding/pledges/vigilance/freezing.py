"""Whether a donor is frozen, as the giving of a contribution asks."""

from uuid import UUID

from okote.funding.pledges.vigilance.queries import any_frozen
from okote.funding.pledges.vigilance.rules import Donor, DonorFrozenError
from payments.sessions import WriteSession


async def hold_donor(db: WriteSession, territory_id: UUID, donor: Donor) -> None:
    """One at a time gives, or freezes: nothing is begun while the freeze is being written."""
    await db.lock(f"donor:{territory_id}:{donor.person_id or donor.number}")


async def check_not_frozen(db: WriteSession, territory_id: UUID, *donors: Donor) -> None:
    """DonorFrozenError; asked before anything else is held."""
    for donor in donors:
        await hold_donor(db, territory_id, donor)
    if await any_frozen(db, territory_id, *donors):
        raise DonorFrozenError
