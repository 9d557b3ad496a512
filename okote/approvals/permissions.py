"""Who may be the second person."""

from okote.identity.models import Role
from okote.identity.visitors import Visitor

APPROVERS = (Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.DEPUTY)


def may_approve(visitor: Visitor) -> bool:
    """Accountants and administrators, and whoever an administrator named their deputy until a day."""
    return visitor.has(*APPROVERS)
