"""Faults that must be found: `python -m tests.faults.planted FAULT MODULE …` runs a module with one."""

import runpy
import sys
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from okote.web.deadlines import Deadlines
from payments.operations import calls
from payments.operations.calls import Answer, ask
from payments.operations.performing import Performer
from payments.operations.rules import OperationKind, OperationStatus, Step


def key_changes(kind: OperationKind, operation_id: UUID, number: int) -> str:
    """A new idempotency key at each try."""
    return f"{kind}:{operation_id}:{number}:{uuid4()}"


async def recorded_first(self: Performer, operation_id: UUID) -> Answer | None:
    """A refund counts as made before Stripe is asked for it."""
    work = await self._decided(operation_id)
    if work is None or work.step is not Step.MAKE:
        return None
    if work.operation.kind is not OperationKind.REFUND:
        answer = await ask(self._gateway, work)
        return None if answer is None else await self._answered(work, answer)
    await self._answered(work, Answer(OperationStatus.SUCCEEDED, f"re_{operation_id}"))
    return await ask(self._gateway, work)


SWALLOWED = 300_000_000
"""Bytes, so that a machine survives it."""


async def swallows(self: Deadlines, scope: Scope, receive: Receive, send: Send) -> None:
    """A body is taken into memory before anybody looks at it."""
    taken: list[Any] = []
    if scope["type"] == ScopeType.HTTP and scope["method"] == "POST":
        while sum(map(len, taken)) < SWALLOWED:
            message = await receive()
            taken.append(message.get("body", b""))  # type: ignore[union-attr]
            if not message.get("more_body"):
                break
    await self.app(scope, receive, send)


FAULTS: Mapping[str, tuple[tuple[Any, str, Any], ...]] = {
    "key-changes": ((calls, "key", key_changes),),
    "swallows": ((Deadlines, "__call__", swallows),),
    "recorded-first": ((Performer, "perform", recorded_first),),
}
"""What is put in whose place."""


def main() -> None:
    fault, module, *arguments = sys.argv[1:]
    for owner, name, instead in FAULTS[fault]:
        setattr(owner, name, instead)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
