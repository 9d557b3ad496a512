"""Whether money may be taken: Stripe's key and secrets, and what the law and Stripe want of the operator."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlmodel import func, select

from okote.house import House
from okote.serving.doctor.findings import Finding, Level, fail, ok, warn
from okote.settings import Settings
from okote.territories.models import Territory
from payments.inbox.models import StripeEvent
from payments.reconciliation import queries as reconciliation
from payments.sessions import ReadSession

ORIAS = re.compile(r"(?!0{8})\d{8}")
"""A number in the register (https://www.orias.fr): eight digits."""


OVERDUE = timedelta(hours=36)
"""Since the last comparison, which comes each night."""


def stripe(settings: Settings) -> Iterator[Finding]:
    """What the settings say of it; those with which nothing starts are refused before."""
    modes = {"_live_": "live: real money moves", "_test_": "a test one: no money moves"}
    mode = next((says for part, says in modes.items() if part in settings.stripe.api_key), None)
    if mode is None:
        yield fail("stripe", "api_key is neither a live nor a test key: copy it anew from Stripe.")
    else:
        yield ok("stripe", f"the key is {mode}; the environment is {settings.environment}.")
    known = (*settings.stripe.webhook_secrets, *settings.stripe.connect_webhook_secrets)
    if not all(secret.startswith("whsec_") for secret in known):
        yield fail("stripe", "a webhook secret does not begin with whsec_: Stripe shows it with the webhook.")
    if settings.stripe.connect_webhook_secrets:
        yield ok("stripe", "webhooks have their secrets, for our own account and for holders'.")
    else:
        yield warn("stripe", "connect_webhook_secrets is empty: nothing is heard of holders' accounts.")


async def operators(house: House, db: ReadSession) -> list[Finding]:
    """Of each territory, what must be on record before anyone gives; and which of them has no address."""
    founded = (await db.exec(select(Territory).order_by(Territory.slug))).all()
    addresses = house.settings.addresses
    found = [
        fail(slug, "has an address, but was never founded: run `okote init`.")
        for slug in sorted(set(addresses) - {one.slug for one in founded})
    ]
    for territory in founded:
        if territory.slug not in addresses:
            found.append(fail(territory.slug, "has no address: write one into OKOTE_ADDRESSES."))
        found += recorded(territory, strict=house.settings.environment == "production")
    return found


def recorded(territory: Territory, *, strict: bool) -> Sequence[Finding]:
    """Its number in the ORIAS register and Stripe's written approval; a demo goes without."""
    level, slug = Level.FAIL if strict else Level.WARN, territory.slug
    where = "write it under Back office → Settings of the site"
    written, approval = territory.operator_orias, territory.stripe_approval
    number = written.replace(" ", "")
    return (
        ok(slug, f"ORIAS number {number}, insured by {territory.operator_insurer}.")
        if ORIAS.fullmatch(number)
        else Finding(level, slug, f"“{written}” is no ORIAS number (eight digits): {where}."),
        ok(slug, f"Stripe's written approval: {approval}.")
        if approval
        else Finding(level, slug, f"no written approval of Stripe to collect for others: {where}."),
    )


async def heard(db: ReadSession) -> Finding:
    """When Stripe last told us anything: a webhook at a wrong address is silent."""
    last = await db.scalar(select(func.max(StripeEvent.received_at)))
    if last is None:
        return warn("stripe", "has never told us anything: point its webhooks here, and send a test event.")
    return ok("stripe", f"told us something last on {last:%Y-%m-%d %H:%M} UTC.")


async def reconciled(db: ReadSession) -> Finding:
    """When all was last compared with Stripe, and whether anything differs."""
    last = await reconciliation.latest(db)
    if last is None or last.ended_at is None:
        return warn("stripe", "was never compared with the ledger: run `okote reconcile`.")
    when = f"{last.ended_at:%Y-%m-%d %H:%M} UTC"
    if last.code is not None:
        return fail("stripe", f"could not be read on {when} ({last.code}): run `okote reconcile`.")
    left = sum((await reconciliation.open_by_kind(db)).values())
    if left or last.unexplained_minor:
        return fail("stripe", f"differs from what is held here in {left} ways: see `okote reconcile`.")
    if last.ended_at < await db.now() - OVERDUE:
        return warn("stripe", f"was last compared with the ledger on {when}: does the worker run?")
    return ok("stripe", f"agrees with the ledger, as compared on {when}.")
