"""Places between two effects, by name: where a test kills, fails or freezes the process.

They are off: each then costs one comparison. A test turns them on in its own process, or in a service that it
starts by the setting `failpoints`, which production refuses.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import NoReturn

POINTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # What is asked of Stripe; each of these is one place for every kind of operation.
        "operation.written": ("an intent's row is written", "its job is"),
        "operation.decided": ("what is asked, and under which key, is on record", "Stripe is called"),
        "operation.called": ("Stripe has answered", "anything of its answer is written"),
        "operation.moved": ("an operation's row has moved on", "whom it concerns is told"),
        "operation.recorded": ("the outcome and all that follows is written", "it is committed"),
        "operation.committed": ("the outcome is on record", "who waits for it goes on"),
        "operation.stopped": ("why a call brought nothing is written", "it is committed"),
        "operation.renewed": ("a key that led nowhere is replaced", "that is committed"),
        "payment.seen": ("Stripe has said how a payment stands", "that is written"),
        "payment.moved": ("a payment's row has moved on", "whom it concerns is told"),
        "payment.recorded": ("how a payment stands is written", "it is committed"),
        "account.seen": ("Stripe has said how an account stands", "that is written"),
        "account.recorded": ("how an account stands is written", "it is committed"),
        "returns.seen": ("Stripe has said what went back of a payment", "that is written"),
        "disputes.seen": ("Stripe has said what payers' banks dispute", "that is written"),
        "poll.deferred": ("what is due is asked for anew", "that is committed"),
        # What Stripe tells us.
        "event.written": ("an event is written", "its job is"),
        "event.kept": ("an event is kept", "Stripe is told so"),
        "event.asked": ("what an event mentions is asked for anew", "the event is marked as handled"),
        # What is compared with Stripe.
        "reconciliation.read": ("what Stripe tells of a period is kept", "it is compared with ours"),
        "reconciliation.mirrored": ("a line of Stripe's own stands in the ledger", "that is committed"),
        "reconciliation.mended": ("what can be mended is", "the run says how it ended"),
        # Pledges.
        "pledge.written": ("a pledge and its payment are written", "that is committed"),
        "pledge.given": ("a pledge is on record", "its payment page is opened"),
        "pledge.booked": ("what a donor paid stands in the ledger", "the pledge counts"),
        "pledge.taken-out": ("a pledge counts no longer", "its refund is asked for"),
        "pledge.owed": ("a pledge of a campaign that failed is owed", "its refund is asked for"),
        "pledge.refunded": ("a pledge is marked as refunded", "that stands in the ledger"),
        # The deadline.
        "tick.due": ("closings are asked for", "that is committed"),
        "closing.ended": ("a campaign takes no more pledges", "open payment pages are closed"),
        "closing.heard": ("Stripe has been asked about the last payments", "the rule decides"),
        "closing.led": ("a campaign is led on", "what is whose is written"),
        "closing.decided": ("the decision is on record", "anyone is refunded or paid"),
        "closing.batch": ("a part of the payments is done", "the next is begun"),
        "transfer.asked": ("a transfer is asked for", "the closing knows of it"),
        "transfer.booked": ("a transfer stands in the ledger", "the payout is asked for"),
        "payout.asked": ("a payout is asked for", "the closing knows of it"),
        # Mails, notifications, sign-in, jobs.
        "mail.written": ("a mail is written", "its job is"),
        "mail.tried": ("the try is on record", "the mail server is called"),
        "mail.sent": ("the mail server has the mail", "that is written"),
        "notification.sent": ("another system has been told", "that is written"),
        "sign-in.taken": ("a begun sign-in is used up", "the provider says who has come"),
        "sign-in.identified": ("the provider has said who has come", "they are known to us"),
        "sign-in.opened": ("a session is on record", "the browser learns of it"),
        "job.begun": ("a job is taken", "its work is begun"),
        "job.done": ("a job's work is on record", "the queue knows that"),
    }
)
"""What has happened on one side of each place, and on the other what not yet."""

Watch = Callable[[str], None]

_watch: Watch | None = None


class FailpointError(Exception):
    """What a test made of a place: nothing in the service expects it."""


def reached(point: str, of: str = "") -> None:
    """Do nothing, unless a test wants otherwise; `of` tells apart what passes by the same place."""
    if _watch is not None:
        _watch(f"{point}/{of}" if of else point)


def turn_on(watch: Watch | None) -> None:
    """Have every place that is reached from now on told to `watch`, or to nobody."""
    global _watch  # noqa: PLW0603 (one process is killed, whatever part of it knows)
    _watch = watch


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """While the block runs, in this process."""
    turn_on(watch)
    try:
        yield
    finally:
        turn_on(None)


def kill(point: str) -> NoReturn:
    """As a power cut would: nothing is cleaned up, nothing said to anyone but the log."""
    _say(point)
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit  # the signal is faster


def freeze(point: str) -> None:
    """Until someone sends SIGCONT."""
    _say(point)
    os.kill(os.getpid(), signal.SIGSTOP)


def fail(point: str) -> NoReturn:
    raise FailpointError(point)


ACTIONS: Mapping[str, Watch] = MappingProxyType({"kill": kill, "freeze": freeze, "fail": fail})


def _say(point: str) -> None:
    sys.stderr.write(f"failpoint {point}\n")
    sys.stderr.flush()


def planned(lines: Iterable[str]) -> Watch | None:
    """What a process was told to do: `operation.called/refund kill 3` is to die there the third time.

    Without a number the first time; each line once. None where there are none; ValueError for another line.
    """
    plan = dict(map(_read, lines))
    times: Counter[str] = Counter()

    def watch(point: str) -> None:
        times[point] += 1
        do = plan.pop((point, times[point]), None)
        if do is not None:
            do(point)

    return watch if plan else None


def _read(line: str) -> tuple[tuple[str, int], Watch]:
    point, action, *number = line.split()
    if point.partition("/")[0] not in POINTS or action not in ACTIONS or len(number) > 1:
        raise ValueError(f"{line!r} is no place with what to do there, such as `mail.sent kill`")
    return (point, int(number[0]) if number else 1), ACTIONS[action]
