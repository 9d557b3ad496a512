"""What must hold of results: counted once and whole, to bytes that stay and come again."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "counted-ballot-has-its-result",
        "A ballot is counted if, and only if, its result is kept.",
        """
        SELECT ballot.id FROM ballot LEFT JOIN ballot_tally told ON told.ballot_id = ballot.id
        WHERE (ballot.counted_at IS NULL) <> (told.ballot_id IS NULL)
           OR told.ballot_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM ballot_result one WHERE one.ballot_id = ballot.id)
        """,
    ),
    Invariant(
        "result-is-what-was-counted",
        "Each result and each published file is, to the byte, what was written when the votes were counted.",
        """
        SELECT ballot_id, 'result' AS what FROM ballot_result WHERE sha256 <> sha256(convert_to(text, 'UTF8'))
        UNION ALL SELECT ballot_id, name FROM ballot_file WHERE sha256 <> sha256(content)
        """,
    ),
    Invariant(
        "counted-votes-are-those-of-the-roll",
        "As many votes were counted, blank or annulled as people voted, and as batches of papers put in.",
        """
        SELECT ballot_id FROM ballot_tally
        WHERE blank + annulled + valid
              <> (SELECT coalesce(sum(votes::integer), 0) FROM jsonb_each_text(roll) one (way, votes)
                   WHERE way <> 'paper')
               + (SELECT coalesce(sum(batch.valid + batch.blank), 0) FROM paper_batch batch
                   WHERE batch.ballot_id = ballot_tally.ballot_id AND batch.accepted_at IS NOT NULL
                     AND batch.removed_at IS NULL)
        """,
    ),
    Invariant(
        "count-gives-the-same",
        "Whoever has votes counted again gets the same result, and the minutes add up.",
        "SELECT id, ballot_id, outcome FROM ballot_count_run WHERE outcome IN ('different', 'uneven')",
    ),
)
