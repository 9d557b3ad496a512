"""One round of a siege: a campaign that reaches its goal and one that does not, six donors, until the end."""

import asyncio
from datetime import timedelta

from tests.faults.donors import Donor
from tests.faults.journal import Journal
from tests.stories.people import Begun
from tests.stories.service import Service

PARTNERS = {"territoire": 60, "cuisines_du_ried": 60}
"""Each adds a euro to a euro, up to so many."""

DONORS = ("camille", "yanis", "solene", "hugo")


async def campaigns(service: Service, number: int) -> tuple[Begun, Begun]:
    """The one that will reach its goal, and the other."""
    return (
        await service.campaign(f"Un four, {number}", 60, **PARTNERS),
        await service.campaign(f"Un kiosque, {number}", 1_000, **PARTNERS),
    )


async def given(service: Service, journal: Journal, funded: Begun, failed: Begun) -> None:
    """All at once; one gives to both, another changes their mind."""
    donors = [Donor(service.somebody(key), service.stripe, journal) for key in DONORS]
    camille, yanis, solene, hugo = donors

    async def to_both() -> None:
        await camille.sign_in()
        for campaign in (funded, failed):
            await camille.pay(await camille.give(campaign, 20, times=2))

    async def once(donor: Donor, campaign: Begun, euros: int) -> None:
        await donor.sign_in()
        await donor.pay(await donor.give(campaign, euros))

    async def changes_their_mind() -> None:
        await hugo.sign_in()
        gave = await hugo.give(failed, 10)
        await hugo.pay(gave)
        await hugo.take_back(gave)

    await asyncio.gather(to_both(), once(yanis, failed, 30), once(solene, funded, 30), changes_their_mind())
    await service.settle()


async def last_minutes(service: Service, journal: Journal, campaign: Begun) -> None:
    """One pays just in time, another stands before the payment page and never pays."""
    await service.reach_the_end(campaign, before=timedelta(minutes=10))
    ines, nadia = (Donor(service.somebody(key), service.stripe, journal) for key in ("ines", "nadia"))
    for donor in (ines, nadia):
        await donor.sign_in()
    await nadia.give(campaign, 15)
    await ines.pay(await ines.give(campaign, 25))


async def ended(service: Service, campaign: Begun) -> None:
    """The deadline, and the days in which charges settle and payouts arrive."""
    await service.reach_the_end(campaign)
    await service.let_pass(days=9)
