"""Each invariant is silent on sound rows and finds what was planted against it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from payments.operations.invariants import INVARIANTS
from payments.operations.models import ConnectedAccount, Dispute, DisputeLine, Operation, Payment
from payments.tables import uuid7

PLANTED = [
    ("payments-refunds-within-paid", "UPDATE operation SET amount_minor = 2001 WHERE id = :refund"),
    ("payments-refunds-within-paid", "UPDATE payment SET amount_minor = 499 WHERE id = :payment"),
    (
        "payments-refunds-within-paid",
        (
            "UPDATE operation SET status = 'waiting', amount_minor = 2001, stripe_id = NULL, ended_at = NULL,"
            " next_attempt_at = now() WHERE id = :refund"
        ),
    ),
    (
        "payments-refund-of-what-was-paid",
        "UPDATE payment SET status = 'failed', fee_minor = NULL, paid_at = NULL WHERE id = :payment",
    ),
    ("payments-refund-of-what-was-paid", "UPDATE operation SET currency = 'XTS' WHERE id = :refund"),
    (
        "payments-reversals-within-transferred",
        "UPDATE operation SET amount_minor = 1801 WHERE id = :reversal",
    ),
    (
        "payments-reversals-within-transferred",
        "UPDATE operation SET status = 'failed', code = 'no' WHERE id = :transfer",
    ),
    (
        "payments-money-moves-within-days",
        (
            "UPDATE operation SET status = 'pending', ended_at = NULL, next_attempt_at = now(),"
            " created_at = now() - interval '17 days' WHERE id = :refund"
        ),
    ),
    ("payments-opened-once", "UPDATE operation SET payment_id = :nobody WHERE id = :opening"),
    ("payments-opened-once", "UPDATE operation SET stripe_id = 'cs_2' WHERE id = :opening"),
    (
        "payments-operation-in-the-book-of-its-object",
        "UPDATE operation SET book = :nobody WHERE id = :refund",
    ),
    (
        "payments-operation-in-the-book-of-its-object",
        "UPDATE connected_account SET book = :nobody WHERE id = :account",
    ),
    ("payments-refunds-within-paid", "UPDATE dispute SET amount_minor = 1501 WHERE id = :dispute"),
    ("payments-dispute-of-what-was-paid", "UPDATE dispute SET book = :nobody WHERE id = :dispute"),
    ("payments-dispute-of-what-was-paid", "UPDATE dispute SET currency = 'XTS' WHERE id = :dispute"),
    ("payments-dispute-moved-what-it-says", "UPDATE dispute SET amount_minor = 299 WHERE id = :dispute"),
    ("payments-dispute-moved-what-it-says", "UPDATE dispute SET status = 'won' WHERE id = :dispute"),
    ("payments-dispute-moved-what-it-says", "UPDATE dispute_line SET amount_minor = 300"),
    (
        "payments-dispute-is-followed",
        (
            "UPDATE dispute SET status = 'under_review', closed_at = NULL,"
            " next_check_at = now() - interval '3 days' WHERE id = :dispute"
        ),
    ),
    ("payments-made-has-its-identifier", "UPDATE operation SET stripe_id = NULL WHERE id = :transfer"),
]


@pytest.fixture
async def rows(db):
    """A payment with all that can be asked about it, by the names used in the statements."""
    at, book = await db.now(), uuid7()
    whose = {"book": book, "purpose": "pledge", "subject": uuid7()}
    account = ConnectedAccount(**whose, stripe_id="acct_1", created_at=at, changed_at=at)
    paid = {"status": "paid", "session_id": "cs_1", "intent_id": "pi_1", "charge_id": "ch_1", "fee_minor": 55}
    payment = Payment(
        **whose,
        **paid,
        amount_minor=2000,
        currency="EUR",
        created_at=at,
        expires_at=at,
        paid_at=at,
        ended_at=at,
    )
    db.add_all([account, payment])
    await db.flush()

    def done(kind, stripe_id, amount=None, **columns):
        return Operation(
            **whose,
            kind=kind,
            status="succeeded",
            stripe_id=stripe_id,
            amount_minor=amount,
            currency=amount and "EUR",
            created_at=at,
            ended_at=at,
            **columns,
        )

    opening = done("open_checkout", "cs_1", payment_id=payment.id, account_id=account.id)
    refund = done("refund", "re_1", 500, payment_id=payment.id)
    transfer = done("transfer", "tr_1", 1800, account_id=account.id)
    db.add_all([opening, refund, transfer])
    await db.flush()
    reversal = done("reverse_transfer", "trr_1", 1800, account_id=account.id, reverses=transfer.id)
    dispute = Dispute(
        book=book,
        payment_id=payment.id,
        stripe_id="du_1",
        status="lost",
        reason="general",
        amount_minor=300,
        currency="EUR",
        opened_at=at,
        closed_at=at - timedelta(days=2),
    )
    db.add_all([reversal, dispute])
    await db.flush()
    db.add(DisputeLine(stripe_id="txn_1", dispute_id=dispute.id, amount_minor=-300, fee_minor=2000, at=at))
    await db.flush()
    return {
        "payment": payment.id,
        "account": account.id,
        "opening": opening.id,
        "refund": refund.id,
        "transfer": transfer.id,
        "reversal": reversal.id,
        "dispute": dispute.id,
        "nobody": uuid7(),
    }


async def violations(db, name):
    invariant = next(invariant for invariant in INVARIANTS if invariant.name == name)
    return (await db.exec(text(invariant.sql))).all()


def test_every_invariant_has_a_violation_planted():
    assert {invariant.name for invariant in INVARIANTS} == {name for name, _ in PLANTED}


@pytest.mark.parametrize(("name", "statement"), PLANTED)
async def test_an_invariant_finds_what_breaks_it(db, rows, name, statement):
    assert await violations(db, name) == []

    await db.exec(text("SET LOCAL session_replication_role = replica"))
    used = {word: value for word, value in rows.items() if f":{word}" in statement}
    planted = await db.exec(text(statement).bindparams(**used))

    assert planted.rowcount == 1
    assert await violations(db, name) != []


async def test_what_a_bank_takes_while_all_of_it_waits_to_be_refunded_breaks_nothing(db, rows):
    waits = (
        "UPDATE operation SET status = 'waiting', amount_minor = 2000, stripe_id = NULL, ended_at = NULL,"
        " next_attempt_at = now() WHERE id = :refund"
    )
    await db.exec(text("SET LOCAL session_replication_role = replica"))
    await db.exec(text(waits).bindparams(refund=rows["refund"]))
    assert await violations(db, "payments-refunds-within-paid") == []
