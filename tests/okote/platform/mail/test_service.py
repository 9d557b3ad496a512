"""What a mail server refuses for good is kept; all else is tried again, and taken up where a job gave up."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import text
from sqlmodel import select

from okote.identity.personal import FORGETS
from okote.platform import clock
from okote.platform.db import Database
from okote.platform.mail.models import Mail, MailState
from okote.platform.mail.service import AT_ONCE, SEND, Letter, Postman, post
from okote.privacy.service import forget
from okote.settings import MailSettings
from okote.territories.service import found_territory
from tests.okote.app_client import facts

HOST = "127.0.0.1"
(OLD,) = (kind for kind in FORGETS if kind.name == "mails")
SENDING = text("SELECT status::text, args ->> 'mail_id' FROM procrastinate_jobs WHERE task_name = :send")


@pytest.fixture
async def written(database: Database) -> Callable[..., Any]:
    async with database.unit_of_work() as db:
        territory = await found_territory(db, facts("trois-rives", "Trois-Rives"), {"Rivemont": ["Le Quai"]})

    async def write(key: str = "thanks", *, secret: bool = False, kept: bool = True) -> Mail:
        async with database.unit_of_work() as db:
            letter = Letter("Merci", "Merci à vous", "<p>Merci à vous</p>")
            await post(
                db,
                key=key,
                territory_id=territory.id,
                recipient="camille@courriel.example",
                letter=letter,
                secret=secret,
                kept=kept,
            )
        async with database.reading() as db:
            return (await db.exec(select(Mail).where(Mail.key == key))).one()

    return write


@dataclass
class Context:
    """As the worker makes it."""

    additional_context: dict[str, Any]


class Answers:
    """A mail server's answers to some commands, as a test wants to hear them."""

    def __init__(self, **answers: str) -> None:
        for command, answer in answers.items():
            setattr(self, f"handle_{command}", self._saying(answer))

    @staticmethod
    def _saying(answer: str) -> Callable[..., Any]:
        async def handle(*_: object) -> str:
            return answer

        return handle


@pytest.fixture
def served() -> Iterator[Callable[..., int]]:
    """Start a server; its port."""
    running: list[Controller] = []

    def serve(**answers: str) -> int:
        with socket.socket() as tried:
            tried.bind((HOST, 0))
            port = int(tried.getsockname()[1])
        controller = Controller(
            Answers(**answers),
            hostname=HOST,
            port=port,
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=False, handled=False),
        )
        controller.start()
        running.append(controller)
        return port

    yield serve
    for controller in running:
        controller.stop()


def postman(database: Database, port: int, **more: str) -> Postman:
    settings = MailSettings(host=HOST, port=port, sender="Okoté <a@okote.example>", start_tls=False, **more)
    return Postman(settings, database.unit_of_work)


async def stands(database: Database, mail: Mail) -> tuple[MailState, str | None]:
    async with database.reading() as db:
        found = await db.get_one(Mail, mail.id)
        return found.state, found.failure


@pytest.mark.parametrize(
    "answers", [{"RCPT": "550 nobody of that name"}, {"DATA": "554 we take no such message"}]
)
async def test_what_is_refused_for_good_is_kept_for_an_agent(database, written, served, answers):
    mail = await written()
    await postman(database, served(**answers)).deliver(mail.id)
    code = next(iter(answers.values()))[:3]
    assert await stands(database, mail) == (MailState.REFUSED, f"the mail server answered {code}")


@pytest.mark.parametrize(
    "answers",
    [
        {"RCPT": "450 the box is busy"},
        {"DATA": "451 try later"},
        {"MAIL": "553 we don't know this sender"},
    ],
)
async def test_what_may_pass_or_is_ours_to_mend_is_tried_again(database, written, served, answers):
    mail = await written()
    with pytest.raises(aiosmtplib.SMTPException):
        await postman(database, served(**answers)).deliver(mail.id)
    assert (await stands(database, mail))[0] is MailState.WAITING


async def test_a_wrong_password_loses_no_mail(database, written, served):
    mail = await written()
    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        await postman(database, served(), username="okote", password="old").deliver(mail.id)
    assert await stands(database, mail) == (MailState.WAITING, None)


async def test_a_server_that_turns_us_away_at_the_door_loses_no_mail(database, written):
    async def turn_away(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"554 no mail from this network\r\n")
        await writer.drain()
        writer.close()

    mail = await written()
    async with await asyncio.start_server(turn_away, HOST, 0) as door:
        with pytest.raises(aiosmtplib.SMTPConnectResponseError):
            await postman(database, door.sockets[0].getsockname()[1]).deliver(mail.id)
    assert await stands(database, mail) == (MailState.WAITING, None)


async def test_the_words_of_a_secret_mail_go_once_it_is_sent(database, written, served):
    secret, open_to_all = await written("code", secret=True), await written("thanks")
    refusing, sending = postman(database, served(DATA="451 try later")), postman(database, served())
    with pytest.raises(aiosmtplib.SMTPDataError):
        await refusing.deliver(secret.id)
    async with database.reading() as db:
        assert (await db.get_one(Mail, secret.id)).text == "Merci à vous"
    for mail in (secret, open_to_all):
        await sending.deliver(mail.id)
    async with database.reading() as db:
        sent = await db.get_one(Mail, secret.id)
        assert (sent.state, sent.subject, sent.text, sent.html) == (MailState.SENT, "", "", "")
        assert (await db.get_one(Mail, open_to_all.id)).text == "Merci à vous"


@pytest.mark.parametrize("answers", [{}, {"RCPT": "550 no such user"}], ids=["taken", "refused"])
async def test_nothing_is_left_of_a_mail_that_is_not_kept(database, written, served, answers):
    last = await written(kept=False)
    await postman(database, served(**answers)).deliver(last.id)
    async with database.reading() as db:
        assert await db.get(Mail, last.id) is None


async def test_mails_are_kept_for_a_year(database, written):
    await written()
    for days, left in ((364, 1), (366, 0)):
        async with database.unit_of_work() as db:
            await clock.set_offset(db, timedelta(days=days))
            await forget(db, OLD, uploads=Path())
        async with database.reading() as db:
            assert len((await db.exec(select(Mail.id))).all()) == left


async def jobs_of(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as db:
        return sorted(tuple(row) for row in await db.exec(SENDING.bindparams(send=SEND)))


async def test_a_mail_whose_job_has_given_up_is_taken_up_again(database, written):
    given_up, alive = await written("given-up"), await written("alive")
    async with database.unit_of_work() as db:
        failed = text("UPDATE procrastinate_jobs SET status = 'failed' WHERE args ->> 'mail_id' = :mail")
        await db.exec(failed.bindparams(mail=str(given_up.id)))
    sending = postman(database, port=9)
    await sending.take_up()
    assert {status for status, _ in await jobs_of(database)} == {"failed", "todo"}, "too early"
    async with database.unit_of_work() as db:
        await clock.set_offset(db, timedelta(minutes=11))
    for _ in range(2):
        await sending.take_up()
        expected = sorted([("todo", str(given_up.id)), ("todo", str(alive.id))])
        assert await jobs_of(database) == expected


async def test_overdue_mails_are_taken_up_a_batch_at_a_time(database, written):
    for number in range(2):
        await written(f"first-{number}")
    async with database.unit_of_work() as db:
        await db.exec(text("DELETE FROM procrastinate_jobs"))
        copies = text(
            "INSERT INTO mail"
            " (id, key, territory_id, recipient, subject, text, html, secret, kept, state, created_at, tries)"
            " SELECT gen_random_uuid(), 'copy-' || n, territory_id, recipient, subject, text, html, secret,"
            " kept, state, created_at, tries FROM mail, generate_series(1, :most) AS n WHERE key = 'first-0'"
        )
        await db.exec(copies.bindparams(most=AT_ONCE))
        await clock.set_offset(db, timedelta(minutes=11))
    sending = postman(database, port=9)
    await sending.take_up()
    assert len(await jobs_of(database)) == AT_ONCE
    await sending.take_up()
    assert len(await jobs_of(database)) == AT_ONCE + 2
