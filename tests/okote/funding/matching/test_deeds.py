"""The trail tells what a partner promised in words and units that its reader knows."""

from datetime import UTC, datetime
from gettext import NullTranslations
from uuid import UUID

import pytest

from okote.backoffice.audit.wording import changes
from okote.funding.deeds import AMENDMENT, COMMITMENT, PARTNER
from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.rules import AmendmentKind, Measure, Rule
from okote.funding.partners.rules import PartnerKind
from okote.web.formatting import Wording

WORDS = Wording("en", NullTranslations())
NOBODY = UUID(int=0)
SIGNED = datetime(2026, 3, 1, tzinfo=UTC)


def told(about, facts):
    known = {name: value for name, value in facts.items() if value is not None}
    return {change.label: change.after for change in changes(about, {}, known, WORDS, {})}


@pytest.mark.parametrize(
    ("measure", "least", "label", "value"),
    [
        (Measure.SHARE, 6_000, "Condition, as a share of the goal", "60%"),
        (Measure.AMOUNT, 300_000, "Condition, as a sum given by residents", "€3,000"),
        (Measure.DONORS, 25, "Condition, as a number of donors", "25"),
    ],
)
def test_a_condition_is_told_in_its_own_unit(measure, least, label, value):
    signed = SignedCommitment(
        territory_id=NOBODY,
        campaign_id=NOBODY,
        partner_id=NOBODY,
        envelope_id=NOBODY,
        rule=Rule.LUMP,
        ceiling_minor=200_000,
        condition_on=measure,
        condition_least=least,
        signed_at=SIGNED,
        signed_by=NOBODY,
    )
    assert told(COMMITMENT, COMMITMENT.facts(signed)) == {
        "Rule": "A sum at once",
        "Ceiling": "€2,000",
        label: value,
    }


@pytest.mark.parametrize(
    ("about", "values"), [(COMMITMENT, Rule), (AMENDMENT, AmendmentKind), (PARTNER, PartnerKind)]
)
def test_each_kind_has_a_word(about, values):
    assert {one.value for one in values} == set(about.words)
