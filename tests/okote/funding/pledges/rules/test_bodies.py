"""For whom somebody gives who gives for a company or an association."""

import pytest

from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from okote.funding.pledges.rules import BodyNotBoundError, body_identifier, check_bound
from payments.errors import DomainError


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        ("552 100 554", IdentifierKind.SIREN, "552100554"),
        ("552 100 554 00013", IdentifierKind.SIREN, "552100554"),  # an establishment is no donor of its own
        ("w751234567", IdentifierKind.RNA, "W751234567"),
        ("strasbourg volume 97 folio 12", IdentifierKind.COURT, "Strasbourg, vol. 97, fol. 12"),
    ],
)
def test_a_body_is_known_by_the_register_that_has_it(typed, kind, number):
    assert body_identifier(typed) == HolderIdentifier(kind, number)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "holder_identifier_missing"),
        ("552 100 555", "holder_identifier_checksum"),
        ("55210055", "holder_identifier_unknown"),
        ("٥٥٢١٠٠٥٥٤", "holder_identifier_unknown"),
        ("=1+1", "holder_identifier_unknown"),
        ("9" * 300, "holder_identifier_unknown"),
    ],
)
def test_what_no_register_writes_is_no_body(typed, code):
    with pytest.raises(DomainError) as refused:
        body_identifier(typed)
    assert refused.value.code == code


def test_who_gives_in_the_name_of_a_body_declares_that_they_may():
    check_bound(declared=True)
    with pytest.raises(BodyNotBoundError):
        check_bound(declared=False)
