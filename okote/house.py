"""The service, put together: what routes and jobs find when they need more than their transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar.di import NamedDependency
from litestar.params import SkipValidation
from procrastinate import App

from okote.feature import Feature
from okote.identity.openid.provider import OpenIDProvider
from okote.platform.db import Database
from okote.platform.live import LiveUpdates
from okote.platform.mail.service import Postman
from okote.settings import Settings
from okote.web.meters import Meters
from okote.web.rendering import Renderer
from okote.web.shared import Shared
from payments.gateway.gateway import StripeGateway
from payments.operations.desk import Desk
from payments.reconciliation.reconciler import Reconciler


@dataclass(frozen=True, slots=True)
class House:
    """One per process; made by `okote.app.build`."""

    settings: Settings
    features: tuple[Feature, ...]
    database: Database
    queue: App
    live: LiveUpdates
    gateway: StripeGateway
    desk: Desk
    reconciler: Reconciler
    postman: Postman
    renderer: Renderer
    providers: Mapping[str, OpenIDProvider]
    meters: Meters
    shared: Shared

    @property
    def job_context(self) -> dict[str, Any]:
        """What jobs find in their context."""
        return {
            "house": self,
            "desk": self.desk,
            "reconciler": self.reconciler,
            "postman": self.postman,
        }

    async def close(self) -> None:
        """Let go of every connection."""
        await self.gateway.close()
        await self.queue.close_async()
        await self.database.close()


TheHouse = NamedDependency[SkipValidation[House]]
"""As a route asks for it, by the name `house`."""
