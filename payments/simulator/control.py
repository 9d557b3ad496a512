"""What the demo and the tests ask of the local Stripe behind Stripe's back, as JSON under `/_control`."""

import json
import re
from collections.abc import Callable
from typing import Any

from payments.simulator import accounts, checkout, disputes, due, intents, payouts, refunds
from payments.simulator.cards import CARDS
from payments.simulator.faults import FaultError, malformed
from payments.simulator.fees import book
from payments.simulator.messages import Request, Response, json_response
from payments.simulator.postman import Postman
from payments.simulator.store import Object
from payments.simulator.world import World

Body = dict[str, Any]
Control = Callable[[World, tuple[str, ...], Body], Any]


def reset(world: World, _ids: tuple[str, ...], _body: Body) -> Body:
    """Everything is forgotten; the endpoints stay."""
    endpoints = world.store.setting("endpoints", [])
    world.store.empty()
    world.store.set("endpoints", endpoints)
    return {}


def clock(world: World, _ids: tuple[str, ...], body: Body) -> Body:
    """`offset` sets how far ahead of the real one it is, `advance` adds to that; both in seconds."""
    offset = int(body.get("offset", world.store.setting("clock_offset", 0))) + int(body.get("advance", 0))
    world.store.set("clock_offset", offset)
    due.happen(world)
    return {"offset": offset, "now": world.now()}


def listen(world: World, _ids: tuple[str, ...], body: Body) -> Body:
    """Who is told: `url`, `secrets`, whether `connect` (events of connected accounts), `events` or all."""
    listener = {
        "url": str(body["url"]),
        "secrets": [str(secret) for secret in body["secrets"]],
        "connect": bool(body.get("connect", False)),
        "events": list(body.get("events", ["*"])),
    }
    others = [known for known in world.store.setting("endpoints", []) if not same(known, listener)]
    world.store.set("endpoints", [*others, listener])
    return listener


def same(one: Body, other: Body) -> bool:
    """An address may listen twice: to the platform's events, and to those of connected accounts."""
    return all(one[name] == other[name] for name in ("url", "connect"))


def silence(world: World, _ids: tuple[str, ...], _body: Body) -> Body:
    """Nobody is told any more."""
    world.store.set("endpoints", [])
    return {}


def misbehave(world: World, _ids: tuple[str, ...], body: Body) -> Body:
    world.mischief.set(body)
    return world.mischief.plan


def overdraft(world: World, _ids: tuple[str, ...], body: Body) -> Body:
    """How many cents of refunds Stripe advances beyond the balance; null for any sum."""
    world.store.set("overdraft", body["cents"])
    return body


def calls(world: World, _ids: tuple[str, ...], _body: Body) -> list[Body]:
    """Every request that reached the API, and what became of it."""
    return [json.loads(body) for (body,) in world.store.rows("SELECT body FROM call ORDER BY number")]


def forget_calls(world: World, _ids: tuple[str, ...], _body: Body) -> Body:
    world.store.run("DELETE FROM call")
    return {}


def deliveries(world: World, _ids: tuple[str, ...], _body: Body) -> list[Body]:
    names = ("event", "url", "due", "tries", "state")
    wanted = f"SELECT {', '.join(names)} FROM delivery ORDER BY number"  # noqa: S608 (our own words)
    rows = world.store.rows(wanted)
    return [dict(zip(names, row, strict=True)) for row in rows]


def resend(world: World, ids: tuple[str, ...], _body: Body) -> Body:
    """Post an event again to all who listen now, as from Stripe's dashboard."""
    event = found(world, ids[0])
    world.post(event, world.store.owner(ids[0]))
    return event


def show(world: World, ids: tuple[str, ...], _body: Body) -> Object:
    return found(world, ids[0])


def tamper(world: World, ids: tuple[str, ...], body: Body) -> Object:
    """Change fields of an object behind everyone's back: to try what must never happen."""
    changed = {**found(world, ids[0]), **body}
    world.store.save(changed)
    return changed


def pay(world: World, ids: tuple[str, ...], body: Body) -> Object:
    """Pay a session without a browser: `card`, and for one that asks its bank, `bank`: confirm or refuse."""
    session = world.require("checkout.session", ids[0])
    if session["status"] != "open":
        raise malformed(f"The session is {session['status']}.")
    status = checkout.pay(world, session, CARDS[body.get("card", "4242424242424242")])
    if status == "requires_action" and "bank" in body:
        checkout.answer_bank(world, session, confirms=body["bank"] == "confirm")
    return found(world, ids[0])


def decide_intent(world: World, ids: tuple[str, ...], _body: Body) -> Object:
    """The slow bank answers now."""
    intent = world.require("payment_intent", ids[0])
    checkout.decided(world, intent, intents.decide(world, intent))
    return found(world, ids[0])


def succeed_refund(world: World, ids: tuple[str, ...], _body: Body) -> Object:
    refunds.succeed(world, world.require("refund", ids[0]))
    return found(world, ids[0])


def fail_refund(world: World, ids: tuple[str, ...], body: Body) -> Object:
    refunds.fail(world, world.require("refund", ids[0]), body.get("reason", "expired_or_canceled_card"))
    return found(world, ids[0])


def dispute(world: World, ids: tuple[str, ...], body: Body) -> Object:
    """The payer's bank wants the money back: `amount` of it, `reason`; or with `inquiry` only asks."""
    return disputes.start(world, world.require("charge", ids[0]), **body)


def warn_of_fraud(world: World, ids: tuple[str, ...], _body: Body) -> Object:
    return disputes.warn(world, world.require("charge", ids[0]))


def of_dispute(step: Callable[[World, Object], None]) -> Control:
    def control(world: World, ids: tuple[str, ...], _body: Body) -> Object:
        step(world, world.require("dispute", ids[0]))
        return found(world, ids[0])

    return control


def arrive(world: World, ids: tuple[str, ...], _body: Body) -> Object:
    payouts.arrive(world, found(world, ids[0]), world.store.owner(ids[0]))
    return found(world, ids[0])


def fail_payout(world: World, ids: tuple[str, ...], body: Body) -> Object:
    payouts.fail(world, found(world, ids[0]), world.store.owner(ids[0]), body.get("code", "account_closed"))
    return found(world, ids[0])


def enable(world: World, ids: tuple[str, ...], _body: Body) -> Object:
    accounts.make_able(world, world.require("account", ids[0]))
    return found(world, ids[0])


def top_up(world: World, _ids: tuple[str, ...], body: Body) -> Object:
    """The operator sends money to its own balance: `amount`, in cents."""
    return payouts.top_up(world, int(body["amount"]))


def move(world: World, _ids: tuple[str, ...], body: Body) -> Object:
    """A line that comes by itself, such as a `stripe_fee`: `type`, `amount`, perhaps `fee` and `source`."""
    source = body.get("source")
    return book(world, str(body["type"]), source, int(body["amount"]), taken=int(body.get("fee", 0)))


def restrict(world: World, ids: tuple[str, ...], _body: Body) -> Object:
    accounts.restrict(world, world.require("account", ids[0]))
    return found(world, ids[0])


def found(world: World, object_id: str) -> Object:
    thing = world.store.find(object_id)
    if thing is None:
        raise FaultError(404, f"No such object: '{object_id}'")
    return thing


CONTROLS: dict[tuple[str, str], Control] = {
    ("POST", "reset"): reset,
    ("POST", "clock"): clock,
    ("GET", "clock"): clock,
    ("POST", "listen"): listen,
    ("POST", "silence"): silence,
    ("POST", "misbehave"): misbehave,
    ("POST", "overdraft"): overdraft,
    ("GET", "calls"): calls,
    ("POST", "calls/forget"): forget_calls,
    ("GET", "deliveries"): deliveries,
    ("POST", "events/{}/resend"): resend,
    ("GET", "objects/{}"): show,
    ("POST", "objects/{}"): tamper,
    ("POST", "sessions/{}/pay"): pay,
    ("POST", "intents/{}/decide"): decide_intent,
    ("POST", "refunds/{}/succeed"): succeed_refund,
    ("POST", "refunds/{}/fail"): fail_refund,
    ("POST", "charges/{}/dispute"): dispute,
    ("POST", "charges/{}/warn"): warn_of_fraud,
    ("POST", "disputes/{}/answer"): of_dispute(disputes.answer),
    ("POST", "disputes/{}/escalate"): of_dispute(disputes.escalate),
    ("POST", "disputes/{}/win"): of_dispute(disputes.win),
    ("POST", "disputes/{}/lose"): of_dispute(disputes.lose),
    ("POST", "disputes/{}/drop"): of_dispute(disputes.drop),
    ("POST", "payouts/{}/arrive"): arrive,
    ("POST", "payouts/{}/fail"): fail_payout,
    ("POST", "topups"): top_up,
    ("POST", "lines"): move,
    ("POST", "accounts/{}/enable"): enable,
    ("POST", "accounts/{}/restrict"): restrict,
}


def answer(world: World, postman: Postman, request: Request) -> Response:
    """One control, in one transaction; apart are those of the postman, who speaks to others meanwhile."""
    name = request.path.removeprefix("/_control/")
    if (request.method, name) == ("POST", "deliver"):
        return json_response(postman.deliver())
    if (request.method, name) == ("POST", "hold"):
        return json_response(postman.hold(bool(request.json()["held"])))
    for (method, pattern), control in CONTROLS.items():
        ids = re.fullmatch(pattern.replace("{}", "([A-Za-z0-9_]+)"), name)
        if method == request.method and ids is not None:
            try:
                with world.acting():
                    return json_response(control(world, ids.groups(), request.json()))
            except FaultError as fault:
                return json_response({"error": fault.error}, fault.status)
    return json_response({"error": {"message": f"No such control: {name}"}}, 404)
