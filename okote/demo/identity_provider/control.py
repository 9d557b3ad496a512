"""How a test has the provider change its keys or misbehave; served only where it was asked for at start."""

from okote.demo.identity_provider.messages import Answer, Request
from okote.demo.identity_provider.misbehaviour.behaviour import VARIANTS
from okote.demo.identity_provider.provider import IdentityProvider

PREFIX = "/_control/"


def obey(provider: IdentityProvider, request: Request) -> Answer:
    """`rotate_key`, `same_kid_new_key`, `remove_old_key`, or a behaviour; `calls` counts what was asked."""
    order = request.path.removeprefix(PREFIX)
    keys = {
        "rotate_key": provider.keys.rotate,
        "same_kid_new_key": provider.keys.replace_under_same_kid,
        "remove_old_key": provider.keys.forget_old,
    }
    if (request.method, order) == ("GET", "calls"):
        return Answer(200, provider.calls)
    if request.method != "POST" or order not in {*keys, *VARIANTS}:
        return Answer(404, {"error": "unknown_order"})
    if order in keys:
        keys[order]()
    else:
        provider.behaviour.become(order)
    return Answer(200, {"done": order})
