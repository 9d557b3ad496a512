"""One provider: its settings, its keys, whom it knows, and how it behaves."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from okote.demo.identity_provider.authorization import OpenIDServer
from okote.demo.identity_provider.clients import Client
from okote.demo.identity_provider.keys import SigningKeys
from okote.demo.identity_provider.manners import MannerName
from okote.demo.identity_provider.misbehaviour.behaviour import Behaviour
from okote.demo.identity_provider.people import FictionalPerson
from okote.demo.identity_provider.settings import IdentityProviderSettings


class IdentityProvider:
    """`clock` is monotonic, in seconds: codes and access tokens age by it."""

    def __init__(
        self,
        settings: IdentityProviderSettings,
        state: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.keys = SigningKeys(state)
        self.server = OpenIDServer(settings, self.keys, clock)
        self.behaviour = Behaviour(self.keys)
        self.address = ""
        """Where browsers reach it today, once it is served."""
        self.calls: Counter[str] = Counter()
        """How often each path was asked for."""

    def register(self, client: Client) -> None:
        self.server.clients[client.client_id] = client

    def person(self, key: str) -> FictionalPerson | None:
        return next((person for person in self.settings.people if person.key == key), None)

    def sub(self, key: str, manner: MannerName = "plain") -> str:
        """Under which subject a person is known at this issuer."""
        people = {person.key: person for person in self.settings.people}
        return people[key].sub(self.settings.issuer_to(manner))
