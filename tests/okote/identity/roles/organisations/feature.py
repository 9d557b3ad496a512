"""A feature that knows two partners, and waits for somebody in the back office."""

from uuid import UUID

from okote.feature import Feature, Place, Section
from okote.identity.permissions import may_administer, may_keep_accounts

CUISINES = UUID("0199c0de-0000-7000-8000-000000000001")
VILLE = UUID("0199c0de-0000-7000-8000-000000000002")


async def partners(_db, _territory_id):
    return {CUISINES: "Cuisines <du> Ried", VILLE: "Ville de Rivemont"}


async def three(_db, _visitor):
    return 3


async def none(_db, _visitor):
    return 0


TO_REVIEW = ("%(num)s campaign to review or to finish", "%(num)s campaigns to review or to finish")

FEATURE = Feature(
    name="tests.okote.identity.roles.organisations",
    bodies={"partner": partners},
    sections=(
        Section(
            Place.PROJECTS,
            "Campaigns",
            "/back-office/campaigns",
            may_administer,
            waiting=three,
            waits=TO_REVIEW,
        ),
        Section(Place.MONEY, "Ledger", "/back-office/ledger", may_keep_accounts, waiting=none),
    ),
)
