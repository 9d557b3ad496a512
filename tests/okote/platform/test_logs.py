"""What stands in the log: no personal data, also when PostgreSQL refuses a row."""

import io
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from okote.platform import logs


@pytest.fixture
def written():
    """What is logged while the service's own configuration holds."""
    root = logging.getLogger()
    libraries = [logging.getLogger(name) for name in logs.TALKATIVE]
    handlers, levels = list(root.handlers), [(one, one.level) for one in (root, *libraries)]
    logs.configure("json")
    stream = io.StringIO()
    root.handlers[0].setStream(stream)
    yield stream
    root.handlers = handlers
    for one, level in levels:
        one.setLevel(level)


async def test_a_trace_does_not_repeat_the_row_that_was_refused(database, written):
    refused = text(
        "INSERT INTO mail_code (id, email, code_hash, browser_hash, host, return_to, tries, created_at,"
        " expires_at) VALUES (gen_random_uuid(), :email, '', '', :host, '/', 9, now(), now())"
    )
    row = {"email": "camille@courriel.example", "host": "on one line\nhereafter"}
    with pytest.raises(IntegrityError) as raised:
        async with database.unit_of_work() as db:
            await db.exec(refused.bindparams(**row))
    assert "camille" in str(raised.value), "else there is nothing to leave out"
    logging.getLogger("okote").error("refused", exc_info=raised.value)
    said = written.getvalue()
    assert "ck_mail_code_tries" in said
    assert "[SQL: INSERT INTO mail_code" in said
    assert "camille" not in said
    assert "hereafter" not in said
