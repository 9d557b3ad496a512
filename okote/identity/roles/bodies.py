"""The organisations that a role may be about, as the features that know them tell."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from okote.feature import Bodies, Feature
from okote.identity.models import Role
from payments.sessions import ReadSession

BodiesByRole = Mapping[Role, Bodies]

TheBodies = NamedDependency[SkipValidation[BodiesByRole]]
"""As a route asks for them, by the name `bodies`."""

Names = Mapping[Role, Mapping[UUID, str]]
"""By role, each body that it may be about, and what it is called."""


def tellers(features: Sequence[Feature]) -> BodiesByRole:
    return {Role(role): bodies for one in features for role, bodies in one.bodies.items()}


async def names(db: ReadSession, tellers: BodiesByRole, territory_id: UUID) -> Names:
    return {role: await bodies(db, territory_id) for role, bodies in tellers.items()}
