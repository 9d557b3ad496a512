"""Who may do what in consultations. Each answer is about the visitor's own territory."""

from collections.abc import Collection
from uuid import UUID

from okote.identity.models import Role
from okote.identity.permissions import may_administer
from okote.identity.visitors import Visitor


def may_moderate(visitor: Visitor) -> bool:
    """Agents and administrators: they entrust ideas to services, and take down what breaks the law."""
    return visitor.has(Role.AGENT, Role.ADMINISTRATOR)


def may_see_ideas(visitor: Visitor) -> bool:
    """Agents and administrators, and whoever answers for a service."""
    return may_moderate(visitor) or visitor.has(Role.SERVICE)


def own_services(visitor: Visitor) -> Collection[UUID] | None:
    """The services that a visitor is about; None for whoever sees all."""
    return None if may_moderate(visitor) else visitor.scopes(Role.SERVICE)


def may_answer(visitor: Visitor, service: UUID | None) -> bool:
    """Whoever answers for this very service; agents and administrators, who pass on what it says."""
    return may_moderate(visitor) or service in visitor.scopes(Role.SERVICE)


def may_run_panels(visitor: Visitor) -> bool:
    """Organisers and administrators: they recruit panels, and see who takes part."""
    return visitor.has(Role.ORGANISER, Role.ADMINISTRATOR)


def may_enter_volunteers(visitor: Visitor) -> bool:
    """Also agents, at the counter: for somebody who is there, and without seeing who else volunteers."""
    return may_run_panels(visitor) or visitor.has(Role.AGENT)


def may_follow_panels(visitor: Visitor) -> bool:
    """Also elected members: how a pool fills, and never who is in it."""
    return may_enter_volunteers(visitor) or visitor.has(Role.ELECTED)


def may_follow_tests(visitor: Visitor) -> bool:
    """Also who answers for a service: each of them reads of a test what is theirs to read, and when."""
    return may_follow_panels(visitor) or visitor.has(Role.SERVICE)


def may_keep_services(visitor: Visitor) -> bool:
    """Administrators: which parts of the administration answer for something."""
    return may_administer(visitor)


def may_write_actions(visitor: Visitor) -> bool:
    """Agents and administrators write all of the territory's, whoever answers for a service its own."""
    return may_see_ideas(visitor)


def may_keep_editions(visitor: Visitor) -> bool:
    """Administrators: by what actions are sorted, and when a year is frozen for good."""
    return may_administer(visitor)


def may_write_procedures(visitor: Visitor) -> bool:
    """Agents and administrators write all of the territory's, whoever answers for a service its own."""
    return may_see_ideas(visitor)


def may_keep_residents(visitor: Visitor) -> bool:
    """Administrators: who is on a list of residents, who somebody is, and the codes of letters."""
    return may_administer(visitor)


def may_receive_residents(visitor: Visitor) -> bool:
    """Also agents, at the counter: they see a paper and who is there, never the list."""
    return may_keep_residents(visitor) or visitor.has(Role.AGENT)


def may_write_processes(visitor: Visitor) -> bool:
    """Agents and administrators write consultations; what everyone reads, administrators alone change."""
    return may_moderate(visitor)


def may_publish_processes(visitor: Visitor) -> bool:
    """Administrators: they publish consultations, change them while they run, and archive them."""
    return may_administer(visitor)


def may_name_scrutineers(visitor: Visitor) -> bool:
    """Administrators: they name, before a ballot opens, who else may give its second signature."""
    return may_publish_processes(visitor)


def may_handle_difficulties(visitor: Visitor) -> bool:
    """Agents, who pass on what nobody knew a service for, and whoever answers for one: each reads its own."""
    return may_enter_difficulties(visitor) or visitor.has(Role.SERVICE)


def may_enter_difficulties(visitor: Visitor) -> bool:
    """Agents alone, not administrators: what people struggle with is read by as few as can be."""
    return visitor.has(Role.AGENT)


def may_follow_difficulties(visitor: Visitor) -> bool:
    """Also administrators: what is owed by when, and never a word of what was told."""
    return may_handle_difficulties(visitor) or may_administer(visitor)
