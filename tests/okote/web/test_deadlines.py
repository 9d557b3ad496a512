"""A body that does not come, an answer that nobody takes: let go of, and nobody else is."""

import asyncio

import pytest

from okote.web.deadlines import Deadlines, Patience, TooSlowError

HURRY = Patience(silence=0.02, spare=0.1, slowest=1_000)
FOR_EVER = Patience(silence=1_000, spare=1_000)
SCOPE = {"type": "http"}


async def echo(scope, receive, send):
    """Takes the whole body, then says how much it was."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def sender(*pieces, then=None):
    """Sends these, and then nothing more, or the end."""
    left = list(pieces)

    async def receive():
        if left:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": left.pop(0), "more_body": True}
        if then is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": then, "more_body": False}

    return receive


async def reader(message):
    """Takes all that comes."""


async def stuck(message):
    """Takes nothing."""
    await asyncio.Event().wait()


def asked(patience, receive, send, app=echo):
    return asyncio.create_task(Deadlines(app, patience)(SCOPE, receive, send))


async def test_a_body_that_stops_coming_is_not_waited_for():
    hurried, patient = asked(HURRY, sender(b"x"), reader), asked(FOR_EVER, sender(b"x"), reader)
    with pytest.raises(TooSlowError) as told:
        await hurried
    assert told.value.status_code == 408
    assert not patient.done()  # the control: it would wait
    patient.cancel()


async def test_nor_is_one_that_comes_byte_by_byte():
    """Never silent for long, it would take for ever all the same."""

    async def byte_by_byte():
        await asyncio.sleep(0.005)
        return {"type": "http.request", "body": b"x", "more_body": True}

    hurried, patient = asked(HURRY, byte_by_byte, reader), asked(FOR_EVER, byte_by_byte, reader)
    with pytest.raises(TooSlowError):
        await hurried
    assert not patient.done()
    patient.cancel()


async def test_an_answer_that_nobody_takes_ends_without_a_word():
    hurried, patient = (asked(patience, sender(then=b""), stuck) for patience in (HURRY, FOR_EVER))
    await hurried
    assert not patient.done()
    patient.cancel()


async def test_a_fault_of_ours_is_still_one():
    async def broken(scope, receive, send):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await asked(HURRY, sender(), reader, broken)


async def test_who_keeps_up_is_waited_for_and_so_is_who_listens():
    """What takes long is a large body, or an event stream: nobody's fault."""
    await asked(HURRY, sender(*[b"x" * 100] * 200, then=b"y"), reader)
    ended = asyncio.Event()

    async def listens(scope, receive, send):
        await receive()
        waiting = asyncio.create_task(receive())
        await asyncio.sleep(2 * HURRY.silence)
        assert not waiting.done()
        ended.set()
        waiting.cancel()

    quiet = sender(then=b"")
    told = []

    async def then_silence():
        if told:
            await asyncio.Event().wait()
        told.append(1)
        return await quiet()

    await asked(HURRY, then_silence, reader, listens)
    assert ended.is_set()
