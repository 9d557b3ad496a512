"""Who is of an audience: each question is about the visitor's own territory."""

from collections.abc import Collection, Mapping

from consultations.processes.rules import Audience
from okote.identity.models import Role
from okote.identity.visitors import Visitor

AGENTS = (Role.ADMINISTRATOR, Role.AGENT, Role.SERVICE, Role.ORGANISER)
"""Who works for the administration, and takes part in what is internal to it."""

ROLES: Mapping[Audience, Collection[Role] | None] = {
    Audience.PUBLIC: None,
    Audience.PARTNERS: (*AGENTS, Role.PARTNER, Role.ELECTED),
    Audience.AGENTS: AGENTS,
}
"""None is everyone."""


def is_of(visitor: Visitor, audience: Audience) -> bool:
    """Whether a visitor may take part in what is for these people: everyone, partners, or agents."""
    roles = ROLES[audience]
    return roles is None or visitor.has(*roles)


def audiences_of(visitor: Visitor) -> list[Audience]:
    """All that a visitor is of: what is for others is not there for them, anywhere."""
    return [one for one in Audience if is_of(visitor, one)]
