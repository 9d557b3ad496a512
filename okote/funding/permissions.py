"""Who may do what in funding. Each answer is about the visitor's own territory."""

from collections.abc import Collection
from uuid import UUID

from okote.identity.models import Role
from okote.identity.permissions import may_administer, may_keep_accounts
from okote.identity.visitors import Visitor


def works_for_territory(visitor: Visitor) -> bool:
    """Agents and administrators."""
    return visitor.has(Role.AGENT, Role.ADMINISTRATOR)


def may_write_campaigns(visitor: Visitor) -> bool:
    """Agents and administrators, and whoever writes for a holder."""
    return works_for_territory(visitor) or visitor.has(Role.HOLDER)


def coaches(visitor: Visitor) -> bool:
    """Whoever helps holders prepare: they read and say, and neither write nor approve."""
    return visitor.has(Role.COACH)


def may_read_campaigns(visitor: Visitor) -> bool:
    """Whoever writes campaigns, and coaches."""
    return may_write_campaigns(visitor) or coaches(visitor)


def may_read_campaign(visitor: Visitor, holder: UUID, *, prepared: bool) -> bool:
    """Whoever writes it; coaches while it is being prepared."""
    return may_write_campaign(visitor, holder) or (prepared and coaches(visitor))


def own_holders(visitor: Visitor) -> Collection[UUID] | None:
    """The holders that a visitor is about; None for whoever sees all."""
    return None if works_for_territory(visitor) else visitor.scopes(Role.HOLDER)


def may_write_campaign(visitor: Visitor, holder: UUID) -> bool:
    """Agents and administrators, and whoever writes for this very holder."""
    return works_for_territory(visitor) or holder in visitor.scopes(Role.HOLDER)


def may_keep_holders(visitor: Visitor) -> bool:
    """Agents and administrators: they check that a holder is who it says."""
    return works_for_territory(visitor)


def may_connect_holder(visitor: Visitor, holder: UUID) -> bool:
    """Whoever may write for the holder may also lead it to Stripe, which asks its own questions."""
    return may_write_campaign(visitor, holder)


def may_review(visitor: Visitor) -> bool:
    """Agents and administrators; the rules then refuse whoever wrote any part of the offer."""
    return works_for_territory(visitor)


def may_comment(visitor: Visitor) -> bool:
    """Agents, administrators and coaches: whoever reads an offer before it opens."""
    return works_for_territory(visitor) or coaches(visitor)


def may_check(visitor: Visitor) -> bool:
    """Agents, administrators and coaches: they have seen the holder's papers."""
    return may_comment(visitor)


def may_cancel_campaigns(visitor: Visitor) -> bool:
    """Administrators, with a reason that everyone reads."""
    return may_administer(visitor)


def may_keep_cheques(visitor: Visitor) -> bool:
    """Agents, accountants and administrators; the rules then want two of them for each cheque."""
    return works_for_territory(visitor) or may_keep_accounts(visitor)


def may_give_back(visitor: Visitor) -> bool:
    """Accountants and administrators, with a reason that the donor reads; none of them what they gave."""
    return may_keep_accounts(visitor)


def may_hide_messages(visitor: Visitor) -> bool:
    """Administrators, with a reason that stays in the campaign's history."""
    return may_administer(visitor)


def may_see_every_partner(visitor: Visitor) -> bool:
    """Agents, accountants and administrators."""
    return works_for_territory(visitor) or may_keep_accounts(visitor)


def may_see_partners(visitor: Visitor) -> bool:
    """Agents, accountants and administrators, and whoever acts for a partner."""
    return may_see_every_partner(visitor) or visitor.has(Role.PARTNER)


def own_partners(visitor: Visitor) -> Collection[UUID] | None:
    """The partners that a visitor is about; None for whoever sees all."""
    return None if may_see_every_partner(visitor) else visitor.scopes(Role.PARTNER)


def may_see_partner(visitor: Visitor, partner: UUID) -> bool:
    """Agents, accountants and administrators, and whoever acts for this very partner."""
    return may_see_every_partner(visitor) or partner in visitor.scopes(Role.PARTNER)


def may_see_some_commitments(visitor: Visitor) -> bool:
    """Whoever sees partners, and whoever writes for a holder."""
    return may_see_partners(visitor) or may_write_campaigns(visitor)


def may_see_commitments(visitor: Visitor, holder: UUID) -> bool:
    """Whoever sees partners, and whoever writes for the holder that is promised something."""
    return may_see_partners(visitor) or may_write_campaign(visitor, holder)


def may_keep_partners(visitor: Visitor) -> bool:
    """Administrators: who our partners are, and the envelopes that they decided."""
    return may_administer(visitor)


def may_sign_commitments(visitor: Visitor) -> bool:
    """Administrators, and whoever acts for a partner."""
    return may_administer(visitor) or visitor.has(Role.PARTNER)


def may_sign_commitment(visitor: Visitor, partner: UUID) -> bool:
    """Administrators, for a partner whose decision they hold; and whoever acts for this very partner."""
    return may_administer(visitor) or partner in visitor.scopes(Role.PARTNER)


def may_force_withdrawal(visitor: Visitor) -> bool:
    """Administrators: a partner who withdraws from what is already matched still owes that part."""
    return may_administer(visitor)


def may_record_funds(visitor: Visitor) -> bool:
    """Accountants and administrators, who have seen the proof that the holder was paid."""
    return may_keep_accounts(visitor)


def may_prove_payment(visitor: Visitor, partner: UUID) -> bool:
    """Whoever acts for this very partner, and whoever records that it has paid."""
    return may_record_funds(visitor) or partner in visitor.scopes(Role.PARTNER)


def may_see_held_money(visitor: Visitor) -> bool:
    """Agents, accountants and administrators: whoever can do something about it, or tells who can."""
    return works_for_territory(visitor) or may_keep_accounts(visitor)


def may_watch_donors(visitor: Visitor) -> bool:
    """Accountants and administrators: they answer for where the money comes from."""
    return may_keep_accounts(visitor)


def may_keep_categories(visitor: Visitor) -> bool:
    """Administrators: by which words residents look for projects."""
    return may_administer(visitor)


def may_keep_calls(visitor: Visitor) -> bool:
    """Agents and administrators: by which criteria projects are chosen, and when people may apply."""
    return works_for_territory(visitor)


def may_set_terms(visitor: Visitor) -> bool:
    """Administrators; what is already approved keeps the terms that it was approved with."""
    return may_administer(visitor)


def may_publish_reports(visitor: Visitor) -> bool:
    """Accountants and administrators: what the law wants told of each year, for good."""
    return may_keep_accounts(visitor)
