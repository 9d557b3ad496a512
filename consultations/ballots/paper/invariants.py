"""What must hold of papers: what was put in is there, what was removed is gone, each box adds up."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "urn-holds-what-batches-say",
        "Each batch of papers has as many votes in the urn as it said when put in; a removed one none.",
        """
        SELECT coalesce(batch.id, held.batch) AS batch, held.votes
        FROM (SELECT made.id, valid + blank AS votes FROM paper_batch made
              JOIN ballot ON ballot.id = made.ballot_id AND ballot.emptied_at IS NULL
              WHERE accepted_at IS NOT NULL AND removed_at IS NULL AND valid + blank > 0) batch
        FULL JOIN urn.batches() held ON held.batch = batch.id
        WHERE held.votes IS DISTINCT FROM batch.votes
        """,
    ),
    Invariant(
        "box-has-its-marks",
        "The roll has as many marks of a booth as were found when its box was opened.",
        "SELECT booth, marks, found FROM roll.boxes_uneven()",
    ),
    Invariant(
        "batches-fit-their-box",
        "Batches of papers are of an opened box of their own ballot, and hold no more papers than it.",
        """
        SELECT batch.booth_id FROM paper_batch batch JOIN booth ON booth.id = batch.booth_id
        GROUP BY batch.booth_id, booth.papers, booth.ballot_id, booth.territory_id
        HAVING booth.papers IS NULL
            OR sum(batch.papers) FILTER (WHERE batch.removed_at IS NULL) > booth.papers
            OR bool_or(batch.ballot_id <> booth.ballot_id OR batch.territory_id <> booth.territory_id)
        """,
    ),
    Invariant(
        "papers-are-typed-by-two",
        "Whatever is in the urn from papers was typed by two different people.",
        """
        SELECT batch.id FROM paper_batch batch
        JOIN ballot ON ballot.id = batch.ballot_id AND ballot.emptied_at IS NULL
        WHERE batch.accepted_at IS NOT NULL AND 2 <> (
            SELECT count(DISTINCT person_id) FROM paper_entry WHERE batch_id = batch.id AND turn < 3
        )
        """,
    ),
)
