"""Whatever is asked of it, not a cent appears at the local Stripe or disappears there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from payments.simulator import accounts, checkout, disputes, due, payouts, refunds, transfers
from payments.simulator.cards import CARDS
from payments.simulator.faults import FaultError
from payments.simulator.fees import available, fee, held
from payments.simulator.server import LOCAL_KEY
from payments.simulator.store import Store
from payments.simulator.world import World

AMOUNT = st.integers(50, 1_500)
CARD = st.sampled_from(sorted(CARDS))
NUMBER = st.integers(0, 3)

STEP = st.one_of(
    st.tuples(st.just("pay"), AMOUNT, CARD),
    st.tuples(st.just("refund"), AMOUNT, NUMBER),
    st.tuples(st.just("transfer"), AMOUNT, st.none()),
    st.tuples(st.just("follow"), AMOUNT, NUMBER),
    st.tuples(st.just("reverse"), AMOUNT, NUMBER),
    st.tuples(st.just("pay out"), AMOUNT, st.none()),
    st.tuples(st.just("send back"), st.just(0), NUMBER),
    st.tuples(st.just("dispute"), AMOUNT, NUMBER),
    st.tuples(st.sampled_from(["win", "lose", "escalate", "drop"]), st.just(0), NUMBER),
    st.tuples(st.just("wait"), st.sampled_from([61, 86_400, 4 * 86_400]), st.none()),
)


class Bank:
    """The local Stripe without its server, and one connected account."""

    def __init__(self) -> None:
        self.store = Store(None)
        self.world = World(self.store, api_key=LOCAL_KEY)
        wanted = {"card_payments": {"requested": True}, "transfers": {"requested": True}}
        self.holder = accounts.create(self.world, {"capabilities": wanted})
        accounts.make_able(self.world, self.holder)
        for card in ("4242424242424242", "4000000000000077", "4000000000007726", "4000000000005126"):
            self.take("pay", 2_000, card)
        self.take("transfer", 1_000, None)

    def some(self, kind, number, owner=""):
        """One of those that there are, if any."""
        found = self.store.select(kind, owner)
        return found[number % len(found)]["id"] if found else "none"

    def take(self, step, amount, choice):
        holder = self.holder["id"]
        if step == "pay":
            session = checkout.create(self.world, session_of(amount, holder))
            checkout.pay(self.world, session, CARDS[choice])
        elif step == "refund":
            refunds.create(self.world, {"charge": self.some("charge", choice), "amount": amount})
        elif step in ("transfer", "follow"):
            form = {"amount": amount, "currency": "eur", "destination": holder}
            source = {"source_transaction": self.some("charge", choice)} if step == "follow" else {}
            transfers.create(self.world, form | source)
        elif step == "reverse":
            transfer = self.world.require("transfer", self.some("transfer", choice))
            transfers.reverse(self.world, transfer, {"amount": amount})
        elif step == "pay out":
            payouts.create(self.world, {"amount": amount, "currency": "eur"}, holder)
        elif step == "send back":
            payout = self.world.require("payout", self.some("payout", choice, holder), holder)
            if payout["status"] != "failed":
                payouts.fail(self.world, payout, holder, "account_closed")
        elif step == "dispute":
            disputes.start(
                self.world, self.world.require("charge", self.some("charge", choice)), amount=amount
            )
        elif step in ("win", "lose", "escalate", "drop"):
            getattr(disputes, step)(self.world, self.world.require("dispute", self.some("dispute", choice)))
        else:
            self.store.set("clock_offset", self.store.setting("clock_offset", 0) + amount)
            due.happen(self.world)

    def sum(self, kind, owner="", **where):
        return sum(thing["amount"] for thing in self.store.select(kind, owner, where))


def session_of(amount, seller):
    price = {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Un four"}}
    return {
        "mode": "payment",
        "success_url": "http://127.0.0.1/",
        "line_items": [{"quantity": 1, "price_data": price}],
        "payment_intent_data": {"on_behalf_of": seller},
    }


@given(st.lists(STEP, min_size=5, max_size=25))
@settings(max_examples=60)
def test_what_was_paid_is_somewhere(steps):
    bank = Bank()
    for step in steps:
        try:
            with bank.world.acting():
                bank.take(*step)
        except FaultError:
            continue
    charges = bank.store.select("charge", where={"status": "succeeded"})
    paid_in = sum(charge["amount"] for charge in charges)
    given_back = bank.sum("refund") - bank.sum("refund", status="failed")
    paid_out = sum(
        payout["amount"]
        for payout in bank.store.select("payout", bank.holder["id"])
        if payout["status"] != "failed"
    )
    lost = sum(
        fee - amount
        for dispute in bank.store.select("dispute")
        for line in dispute["balance_transactions"]
        for fee, amount in [(line["fee"], line["amount"])]
    )
    kept = held(bank.world, "") + held(bank.world, bank.holder["id"])
    assert paid_in == sum(fee(charge["amount"]) for charge in charges) + given_back + lost + paid_out + kept
    assert all(0 <= charge["amount_refunded"] <= charge["amount"] for charge in charges)
    assert held(bank.world, bank.holder["id"]) >= 0
    assert available(bank.world, bank.holder["id"]) >= 0
    bank.store.close()
