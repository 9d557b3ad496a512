"""Each invariant finds what is planted for it, and nothing where all is as it should be."""

import pytest
from sqlmodel import text

from consultations.ballots.service import announce
from consultations.merging.invariants import INVARIANTS
from okote.platform.checks import violations
from tests.consultations.merging.test_ballots import ballot_on

__all__ = ["ballot_on"]

PLANTED = {
    "merged-idea-has-the-union": (
        "DELETE FROM idea_support s USING idea_merge_source m WHERE s.idea_id = m.idea_id"
    ),
    "merge-source-stands-aside": "DELETE FROM idea_replacement",
    "merge-frees-its-sources": (
        "UPDATE idea_merge SET undone_at = merged_at, undone_by = merged_by, undone_because = 'Non'"
    ),
    "merge-stays-in-its-territory": "UPDATE idea_merge SET territory_id = :elsewhere",
    "idea-that-is-voted-on-stays-apart": (
        "UPDATE idea SET replaced_at = okote_now() FROM ballot_option o WHERE o.idea_id = idea.id"
    ),
    "merge-keeps-no-words-of-closed-accounts": (
        "UPDATE idea_merge_author SET answer = 'objects', answered_at = okote_now(), reason = 'Non';"
        "UPDATE person SET closed_at = okote_now(), email = NULL"
        " WHERE id IN (SELECT person_id FROM idea_merge_author)"
    ),
}


@pytest.mark.parametrize("name", [one.name for one in INVARIANTS])
async def test_what_is_planted_is_found(db, name, merged, elsewhere, ballot_on, administrator):
    _, idea = await merged()
    ballot = await ballot_on(idea)
    await announce(db, ballot.id, by=administrator)
    await db.flush()
    assert await violations(db, INVARIANTS) == []
    for statement in PLANTED[name].split(";"):
        asked = text(statement)
        await db.exec(asked.bindparams(elsewhere=elsewhere.id) if ":elsewhere" in statement else asked)
    assert name in {one.invariant.name for one in await violations(db, INVARIANTS)}
