"""What may be recorded, and how an input is known again."""

from uuid import UUID

import pytest

from payments.ledger.rules import Draft, Posting, reversal
from payments.money import MINOR_PER_MAJOR, CurrencyMismatchError, Money

PLEDGE = UUID("00000000-0000-0000-0000-000000000001")
PAID = Posting("donor:7", "stripe", Money.of("20.00"))
FEE = Posting("stripe", "fees", Money.of("0.55"))


@pytest.mark.parametrize(
    "address", ["", "Donor", "donor:", ":donor", "donor::7", "donor 7", "don_or", "é", "a" * 201, "donor\n"]
)
def test_an_account_has_a_plain_address(address):
    with pytest.raises(ValueError, match="not the address of an account"):
        Posting(address, "stripe", Money(1))
    with pytest.raises(ValueError, match="not the address of an account"):
        Posting("stripe", address, Money(1))


@pytest.mark.parametrize("minor", [0, -1])
def test_a_posting_is_positive(minor):
    with pytest.raises(ValueError, match="positive"):
        Posting("donor:7", "stripe", Money(minor))


def test_nothing_moves_to_where_it_was():
    with pytest.raises(ValueError, match="to itself"):
        Posting("stripe", "stripe", Money(1))


@pytest.mark.parametrize("kind", ["", "Pledge paid", "-paid", "é", "a" * 201])
def test_a_kind_is_a_plain_word(kind):
    with pytest.raises(ValueError, match="not a kind of entry"):
        Draft(kind, [PAID])


def test_an_entry_moves_something():
    with pytest.raises(ValueError, match="moves something"):
        Draft("pledge-paid", [])


def test_an_entry_is_in_one_currency(monkeypatch):
    monkeypatch.setitem(MINOR_PER_MAJOR, "XTS", 100)
    with pytest.raises(CurrencyMismatchError):
        Draft("pledge-paid", [PAID, FEE, Posting("donor:7", "stripe", Money(1, "XTS"))])


def test_the_digest_is_the_hash_of_the_canonical_json():
    # By sha256sum, of this on one line without the break:
    # {"kind":"pledge-paid","postings":[{"amount":2000,"currency":"EUR","destination":"stripe",
    # "source":"donor:7"}],"reference":null,"reverses":null}
    assert (
        Draft("pledge-paid", [PAID]).digest
        == "103c365f03972862c22bcf59ca5ab64779446dd096b62e13c83e752ede12a13c"
    )


@pytest.mark.parametrize(
    "other",
    [
        Draft("pledge-paid", [PAID], PLEDGE),
        Draft("pledge", [PAID, FEE], PLEDGE),
        Draft("pledge-paid", [FEE, PAID], PLEDGE),
        Draft("pledge-paid", [PAID, FEE]),
        Draft("pledge-paid", [PAID, FEE], PLEDGE, reverses=PLEDGE),
        Draft("pledge-paid", [PAID, Posting("stripe", "fees", Money(56))], PLEDGE),
        Draft("pledge-paid", [PAID, Posting("stripe", "losses", Money(55))], PLEDGE),
        Draft("pledge-paid", [PAID, Posting("bank", "fees", Money(55))], PLEDGE),
    ],
)
def test_another_input_has_another_digest(other):
    draft = Draft("pledge-paid", [PAID, FEE], PLEDGE)

    assert draft.digest == Draft("pledge-paid", (PAID, FEE), PLEDGE).digest
    assert draft.digest != other.digest


def test_a_reversal_gives_back_posting_by_posting():
    entry = UUID("00000000-0000-0000-0000-000000000002")

    mirror = reversal(entry, [PAID, FEE], PLEDGE)

    assert mirror == Draft(
        "reversal",
        [Posting("stripe", "donor:7", Money.of("20.00")), Posting("fees", "stripe", Money.of("0.55"))],
        PLEDGE,
        reverses=entry,
    )
