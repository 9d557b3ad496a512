"""Being told to stop, once or many times."""

import signal
from collections.abc import Callable
from queue import SimpleQueue


def end_waited_for() -> Callable[[], None]:
    """Catches from now on what asks for the end of this process; what it gives waits until that comes.

    A queue and no `Event`, whose lock a second signal would wait for in the middle of the first, for ever.
    """
    told: SimpleQueue[None] = SimpleQueue()
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, lambda *_: told.put(None))
    return told.get
