"""Connected accounts: who is paid, and the page where Stripe learns who they are."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from stripe import Account as Wire

from payments.gateway.limits import check_key, check_metadata
from payments.gateway.line import Line
from payments.gateway.reading import moment, notes, seconds, state
from payments.gateway.results import Account, AccountLink, CapabilityStatus

if TYPE_CHECKING:  # thousands of lines that say what Stripe's forms hold
    from stripe.params import AccountCreateParamsSettings


class Accounts:
    def __init__(self, line: Line) -> None:
        self._line = line

    async def create(
        self,
        *,
        name: str,
        email: str | None,
        metadata: Mapping[str, str],
        idempotency_key: str,
        statement_prefix: str | None = None,
    ) -> Account:
        """A French body with Stripe's small dashboard, that takes card payments and is paid out by hand.

        The platform bears fees and losses; Stripe collects and checks identities. `statement_prefix`
        begins what payers read on their bank's statement, as `statement_suffix` makes it; Stripe takes none
        of a single character.
        """
        check_key(idempotency_key)
        check_metadata(metadata)
        settings: AccountCreateParamsSettings = {"payouts": {"schedule": {"interval": "manual"}}}
        if statement_prefix is not None and len(statement_prefix) > 1:
            settings["card_payments"] = {"statement_descriptor_prefix": statement_prefix}
        call = self._line.v1.accounts.create_async(
            {
                "country": "FR",
                "controller": {
                    "fees": {"payer": "application"},
                    "losses": {"payments": "application"},
                    "requirement_collection": "stripe",
                    "stripe_dashboard": {"type": "express"},
                },
                "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
                "business_profile": {"name": name},
                "settings": settings,
                "metadata": dict(metadata),
                **({} if email is None else {"email": email}),
            },
            {"idempotency_key": idempotency_key},
        )
        return account_from(await self._line.ask(call))

    async def retrieve(self, account_id: str) -> Account:
        return account_from(await self._line.ask(self._line.v1.accounts.retrieve_async(account_id)))

    async def created(self, start: datetime, end: datetime) -> AsyncIterator[Account]:
        """Those made in `[start, end)`, latest first: to find one whose key has been forgotten."""
        call = self._line.v1.accounts.list_async(
            {"created": {"gte": seconds(start), "lt": seconds(end)}, "limit": 100}
        )
        async for account in self._line.pages(call):
            yield account_from(account)

    async def link(
        self, account_id: str, *, return_url: str, refresh_url: str, idempotency_key: str
    ) -> AccountLink:
        """A fresh link for each visit: it serves once and ends after minutes, so a new key each time."""
        check_key(idempotency_key)
        call = self._line.v1.account_links.create_async(
            {
                "account": account_id,
                "type": "account_onboarding",
                "return_url": return_url,
                "refresh_url": refresh_url,
            },
            {"idempotency_key": idempotency_key},
        )
        link = await self._line.ask(call)
        return AccountLink(url=link.url, expires_at=moment(link.expires_at))


def account_from(account: Wire) -> Account:
    capabilities = account.capabilities.to_dict() if account.capabilities else {}
    requirements = account.requirements

    def capability(name: str) -> CapabilityStatus:
        return state(CapabilityStatus, capabilities.get(name, CapabilityStatus.UNREQUESTED))

    return Account(
        id=account.id,
        card_payments=capability("card_payments"),
        transfers=capability("transfers"),
        payouts_enabled=account.payouts_enabled is True,
        details_submitted=account.details_submitted is True,
        currently_due=tuple(requirements.currently_due or ()) if requirements else (),
        disabled_reason=requirements.disabled_reason if requirements else None,
        metadata=notes(account.metadata),
    )
