"""Sealing what was written since the last seal."""

from typing import Any, cast

from sqlalchemy import text

from okote.platform.chain import rules
from okote.platform.chain.models import Seal
from okote.platform.chain.queries import head
from payments.sessions import WriteSession

AT_ONCE = 10_000
"""Rows under one seal at most."""

ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended('seal', 0))")

TAKEN = text("""
    DELETE FROM unsealed_row WHERE ctid = ANY (ARRAY(SELECT ctid FROM unsealed_row LIMIT :most))
    RETURNING id, relation, key, digest
""")
"""Whatever waits, not what is later than something: what a long transaction wrote is not passed over."""

KEPT = text("""
    INSERT INTO sealed_row (seal_number, id, relation, key, digest)
    SELECT :number, version.* FROM unnest(
        CAST(:ids AS bigint[]), CAST(:relations AS text[]), CAST(:keys AS text[]), CAST(:digests AS bytea[])
    ) AS version
""")


async def seal(db: WriteSession, *, most: int = AT_ONCE) -> Seal | None:
    """Add a link to the chain; None where nothing waits, or somebody else is about to."""
    if not (await db.exec(cast("Any", ALONE))).scalar_one():
        return None
    taken = (await db.exec(cast("Any", TAKEN.bindparams(most=most)))).all()
    versions = [rules.Version(*row) for row in taken]
    if not versions:
        return None
    before, at = await head(db), await db.now()
    number, previous = (before.number + 1, before.hash) if before else (1, rules.FIRST)
    made = Seal(
        number=number,
        at=at,
        previous_hash=previous,
        hash=rules.sealed(previous, number, at, versions),
        row_count=len(versions),
    )
    db.add(made)
    ids, relations, keys, digests = map(list, zip(*versions, strict=True))
    await db.exec(
        cast(
            "Any",
            KEPT.bindparams(number=number, ids=ids, relations=relations, keys=keys, digests=digests),
        )
    )
    return made
