"""Faults that must be found: `python -m tests.faults.planted FAULT MODULE …` runs a module with one."""

import runpy
import sys
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

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


FAULTS: Mapping[str, tuple[tuple[Any, str, Any], ...]] = {
    "key-changes": ((calls, "key", key_changes),),
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
