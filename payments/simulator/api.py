"""One request of the API from key to answer, as Stripe treats it.

In order: who asks, which version, what goes wrong today, whether it was asked before under this key,
whether its parameters are sound, and only then the act.
"""

import base64
import binascii
import json

from payments.simulator import due
from payments.simulator.faults import FaultError, malformed
from payments.simulator.memory import Answer, Memory
from payments.simulator.messages import Request, Response, json_response
from payments.simulator.mischief import Trouble
from payments.simulator.params import validated
from payments.simulator.routes import ROUTES, Call, Route
from payments.simulator.store import PLATFORM, Object
from payments.simulator.wire import decode, expand
from payments.simulator.world import API_VERSION, Asker, World, new_id

KEY_LENGTH = 255
CALLS_KEPT = 1_000


class Api:
    def __init__(self, world: World) -> None:
        self._world = world
        self._memory = Memory(world)

    def answer(self, request: Request) -> Response:
        asker = Asker(new_id("req", 20), request.headers.get("idempotency-key"))
        with self._world.store.transaction():
            trouble = self._world.mischief.request()
        hang = float(self._world.mischief.plan["hang"])
        if trouble is Trouble.TIMEOUT_BEFORE:
            self._note(request, asker, 0, trouble)
            return Response(0, hang=hang)
        try:
            answer = self._attempt(request, asker, trouble)
        except FaultError as fault:
            answer = Answer(fault.status, {"error": fault.error})
        self._note(request, asker, answer.status, trouble)
        if trouble is Trouble.TIMEOUT_AFTER:
            return Response(0, hang=hang)
        return json_response(answer.body, answer.status, headers(request, asker, answer))

    def _attempt(self, request: Request, asker: Asker, trouble: Trouble | None) -> Answer:
        authenticate(self._world, request.headers)
        if trouble is Trouble.RATE_LIMIT:
            raise FaultError(429, "Request rate limit exceeded.", code="rate_limit")
        owner = self._owner(request.headers)
        with self._world.acting():
            due.happen(self._world)
        if request.method != "POST" or asker.key is None:
            if trouble in (Trouble.SERVER_ERROR, Trouble.SERVER_ERROR_AFTER):
                return BROKEN
            return Answer(200, self._act(request, owner, asker))
        if not 0 < len(asker.key) <= KEY_LENGTH:
            raise malformed("Idempotency keys have 1 to 255 characters.")
        with self._memory.alone(asker.key, owner):
            return self._once(asker.key, request, owner, asker, trouble)

    def _once(self, key: str, request: Request, owner: str, asker: Asker, trouble: Trouble | None) -> Answer:
        """The act with its answer, or the answer alone when what was begun failed."""
        kept = self._memory.recall(key, owner, request)
        if kept is not None:
            return kept
        try:
            with self._world.acting(asker):
                answer = BROKEN
                if trouble is not Trouble.SERVER_ERROR:
                    answer = Answer(200, self._act(request, owner, asker))
                if trouble is Trouble.SERVER_ERROR_AFTER:
                    answer = BROKEN
                self._memory.keep(key, owner, request, str(asker.request_id), answer)
        except FaultError as fault:
            answer = Answer(fault.status, {"error": fault.error})
            if fault.executed:
                self._memory.keep(key, owner, request, str(asker.request_id), answer)
        return answer

    def _act(self, request: Request, owner: str, asker: Asker) -> Object:
        route, ids = find(request)
        form = request.body.decode() if request.method == "POST" else request.query
        params = validated(route.form, decode(form))
        with self._world.acting(asker):
            body = route.act(self._world, Call(request.path, owner, ids, params))
            expand(body, params.get("expand", []), self._world.store)
        return body

    def _owner(self, given: dict[str, str]) -> str:
        version = given.get("stripe-version", API_VERSION)
        if version != API_VERSION:
            raise malformed(f"Invalid Stripe API version: {version}. Spoken here: {API_VERSION}.")
        owner = given.get("stripe-account", PLATFORM)
        if owner != PLATFORM and self._world.store.get("account", owner) is None:
            raise FaultError(
                403,
                f"The provided key does not have access to account '{owner}' or it does not exist.",
                code="account_invalid",
            )
        return owner

    def _note(self, request: Request, asker: Asker, status: int, trouble: Trouble | None) -> None:
        """The latest calls are kept for the tests to read."""
        with self._world.store.transaction():
            call = {
                "method": request.method,
                "path": request.path,
                "query": request.query,
                "form": request.body.decode(),
                "idempotency_key": asker.key,
                "account": request.headers.get("stripe-account"),
                "status": status,
                "trouble": trouble,
            }
            self._world.store.run("INSERT INTO call (body) VALUES (?)", json.dumps(call))
            self._world.store.run(
                "DELETE FROM call WHERE number <= (SELECT max(number) FROM call) - ?", CALLS_KEPT
            )


BROKEN = Answer(
    500, {"error": {"message": "An unknown error occurred.", "type": "api_error", "code": "internal"}}
)


def find(request: Request) -> tuple[Route, tuple[str, ...]]:
    for route in ROUTES:
        if (ids := route.match(request.method, request.path)) is not None:
            return route, ids
    raise FaultError(404, f"Unrecognized request URL ({request.method}: {request.path}).")


def authenticate(world: World, given: dict[str, str]) -> None:
    """A live key is refused whatever it is: it has no business here."""
    scheme, _, credentials = given.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            credentials = base64.b64decode(credentials, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            credentials = ""
    if not credentials:
        raise FaultError(401, "You did not provide an API key.")
    if credentials[2:].startswith("_live_"):
        raise FaultError(401, "This is a local Stripe: a live key must never be sent to it.")
    if credentials != world.api_key:
        raise FaultError(401, f"Invalid API Key provided: {credentials[:8]}****")


def headers(request: Request, asker: Asker, answer: Answer) -> dict[str, str]:
    given = {"Request-Id": str(asker.request_id), "Stripe-Version": API_VERSION}
    if asker.key is not None and request.method == "POST":
        given["Idempotency-Key"] = asker.key
    if answer.first_request is not None:
        given.update({"Idempotent-Replayed": "true", "Original-Request": answer.first_request})
    if account := request.headers.get("stripe-account"):
        given["Stripe-Account"] = account
    if answer.status >= 500:
        given["Stripe-Should-Retry"] = "false"
    return given
