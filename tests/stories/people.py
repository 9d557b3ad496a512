"""People in front of their browsers."""

from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from okote.funding.conditions.rules import CURRENT
from tests.stories.browsing import Browser, Page

NOTHING = ("", "")
"""No button of a name: the form is sent as by the Enter key."""


class Site(Protocol):
    """What people visit."""

    @property
    def address(self) -> str: ...


@dataclass(frozen=True)
class Begun:
    """A campaign of the story."""

    id: UUID
    slug: str

    @property
    def path(self) -> str:
        return f"/campaigns/{self.slug}"


@dataclass(eq=False)
class Somebody:
    """One of the provider's people, by key, or a stranger."""

    site: Site
    key: str | None
    language: str = "fr"
    browser: Browser = field(default_factory=Browser)

    async def visit(self, path: str) -> Page:
        """A page of the territory, by its path without a language; or any address."""
        url = path if "://" in path else f"{self.site.address}/{self.language}{path}"
        return await self.browser.open(url)

    async def press(self, page: Page, action: str, **typed: str) -> Page:
        """Send the form that leads to an address that ends so; in names, `_` stands for `-`."""
        form = page.form(action)
        fields = {name.replace("_", "-"): value for name, value in typed.items()}
        return await self.browser.send(form, fields, (form.buttons or [NOTHING])[0])

    async def sign_in(self, next_page: str = "/") -> Page:
        """With the identity provider, as the person that they are: the page that they come back to."""
        choices = await self.visit(f"/sign-in?{urlencode({'next': next_page})}")
        return await self.choose_oneself(await self.press(choices, "/sign-in/demo"))

    async def choose_oneself(self, page: Page) -> Page:
        """At the provider's, wherever the way there began."""
        assert self.key is not None, "a stranger cannot sign in"
        return await self.browser.send(page.form("/authorize"), {"person": self.key}, NOTHING)

    async def check(self, campaign: Begun, amount: str, **words: str) -> Page:
        """The short steps up to the last page before the card: what they are told. They are signed in."""
        page = await self.visit(f"{campaign.path}/pledge")
        page = await self.press(page, "/pledge/you", amount=amount)
        return await self.press(page, "/pledge/check", **words)

    async def go_to_checkout(self, campaign: Begun, amount: str, **words: str) -> Page:
        """Stripe's payment page."""
        check = await self.check(campaign, amount, **words)
        return await self.press(check, "/pledge", conditions=CURRENT.isoformat())

    async def pay(self, checkout: Page, card: str = "4242424242424242") -> Page:
        """Where they come back to: thanks, or the payment page again."""
        return await self.browser.send(checkout.forms[0], {"card": card}, NOTHING)

    async def pledge(self, campaign: Begun, amount: str, **words: str) -> Page:
        """From the first step to the thanks, by card."""
        return await self.pay(await self.go_to_checkout(campaign, amount, **words))
