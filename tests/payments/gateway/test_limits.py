import pytest

from payments.gateway.limits import (
    AmountNotPayableError,
    check_key,
    check_metadata,
    check_payable,
    statement_line,
    statement_suffix,
)
from payments.money import Money


@pytest.mark.parametrize("cents", [50, 51, 2000, 99_999_999])
def test_what_stripe_takes_may_be_paid(cents):
    check_payable(Money(cents))


@pytest.mark.parametrize("cents", [-100, 0, 1, 49, 100_000_000])
def test_what_stripe_would_not_take_is_refused_with_its_limits(cents):
    with pytest.raises(AmountNotPayableError) as refused:
        check_payable(Money(cents))
    assert refused.value.parameters == {
        "amount": Money(cents),
        "least": Money.of("0.50"),
        "most": Money.of("999999.99"),
    }


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Four à pain", "FOUR A PAI"),
        ("Cœur de bœuf", "COEUR DE B"),
        ("Straße", "STRASSE"),
        ('L\'été <en> "fête" *', "L ETE EN F"),
        ("Ŝtono", "STONO"),
        ("2027", None),
        ("日本", None),
        ("", None),
    ],
)
def test_a_statement_speaks_plain_capitals(title, part):
    assert statement_suffix(title) == part


@pytest.mark.parametrize(
    ("prefix", "suffix", "line"),
    [
        ("OKOTE", "FOUR A PAI", "OKOTE* FOUR A PAI"),
        ("OKOTE", None, "OKOTE"),
        ("TROIS RIVE", "FOUR A PAI", "TROIS RIVE* FOUR A PAI"),
    ],
)
def test_a_banks_line_has_22_characters_at_most(prefix, suffix, line):
    assert statement_line(prefix, suffix) == line
    assert len(line) <= 22


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_an_idempotency_key_has_between_1_and_255_characters(key):
    check_key("k" * 255)
    with pytest.raises(ValueError, match="255"):
        check_key(key)


@pytest.mark.parametrize(
    "metadata",
    [
        {f"name{n}": "x" for n in range(51)},
        {"n" * 41: "x"},
        {"name": "x" * 501},
        {"": "x"},
        {"a[b]": "x"},
    ],
)
def test_metadata_beyond_what_stripe_keeps_is_refused(metadata):
    check_metadata({"n" * 40: "x" * 500})
    with pytest.raises(ValueError, match="metadata"):
        check_metadata(metadata)
