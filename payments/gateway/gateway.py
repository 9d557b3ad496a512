"""The way to Stripe: one object per process, its calls grouped as Stripe groups them."""

from payments.gateway.accounts import Accounts
from payments.gateway.balances import Balances
from payments.gateway.checkout import CheckoutSessions
from payments.gateway.disputes import Disputes
from payments.gateway.events import Events
from payments.gateway.intents import PaymentIntents
from payments.gateway.line import Line, Turn
from payments.gateway.payouts import Payouts
from payments.gateway.refunds import Refunds
from payments.gateway.settings import GatewaySettings
from payments.gateway.transfers import Transfers


class StripeGateway:
    """Every call may raise TemporaryError or RefusedError, every answer UnexpectedAnswerError.

    Nothing here is called inside a transaction. Every write takes an idempotency key made from the row
    that records the intent, so that asking again is the same request for at least 24 hours.
    """

    def __init__(self, settings: GatewaySettings, turn: Turn | None = None) -> None:
        """Each call waits for its `turn`; without, none does."""
        self._line = Line(settings, turn or _at_once)
        self.livemode = settings.livemode
        self.checkout = CheckoutSessions(self._line)
        self.intents = PaymentIntents(self._line)
        self.refunds = Refunds(self._line)
        self.disputes = Disputes(self._line)
        self.accounts = Accounts(self._line)
        self.transfers = Transfers(self._line)
        self.payouts = Payouts(self._line)
        self.balances = Balances(self._line)
        self.events = Events(self._line)

    async def close(self) -> None:
        await self._line.close()


async def _at_once() -> None:
    """Nobody counts."""
