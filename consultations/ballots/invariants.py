"""What must hold of ballots: nothing lost, nothing added, nothing changed after it was announced."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "urn-holds-what-the-roll-says",
        "Each sealed ballot has as many papers in its urn as marks on its roll.",
        "SELECT ballot_id, marks, votes FROM roll.uneven()",
    ),
    Invariant(
        "emptied-ballot-keeps-nobody",
        "Once a result can no longer be contested, nothing is kept of who voted, nor of who typed papers.",
        """
        SELECT ballot_id FROM roll.kept_too_long()
        UNION SELECT id FROM ballot WHERE emptied_at IS NOT NULL AND (
            EXISTS (SELECT FROM ballot_code code WHERE code.ballot_id = ballot.id)
            OR EXISTS (SELECT FROM paper_batch batch WHERE batch.ballot_id = ballot.id AND (
                num_nonnulls(made_by, accepted_by) > 0
                OR EXISTS (SELECT FROM paper_entry typed WHERE typed.batch_id = batch.id)))
            OR EXISTS (SELECT FROM booth WHERE booth.ballot_id = ballot.id AND (
                num_nonnulls(created_by, opened_by) > 0
                OR EXISTS (SELECT FROM booth_upload mark WHERE mark.booth_id = booth.id)))
        )
        """,
    ),
    Invariant(
        "ballot-is-as-announced",
        "What is voted on, and by which rule, is what was announced.",
        "SELECT id FROM ballot WHERE digest <> ballot_digest(id)",
    ),
    Invariant(
        "receipt-link-follows",
        "Each batch of receipts is over those that stand in it, and names the hash of the one before.",
        """
        SELECT link.ballot_id, link.number
        FROM receipt_link link JOIN ballot ON ballot.id = link.ballot_id
        LEFT JOIN receipt_link before ON before.ballot_id = link.ballot_id AND before.number = link.number - 1
        LEFT JOIN LATERAL (
            SELECT count(*) AS size, string_agg(
                encode(receipt, 'hex') || CASE WHEN struck THEN ' struck' ELSE '' END || E'\\n', ''
                ORDER BY receipt, struck) AS lines
            FROM receipt WHERE (receipt.ballot_id, receipt.number) = (link.ballot_id, link.number)
        ) told ON true
        WHERE link.previous_hash IS DISTINCT FROM
              CASE link.number WHEN 1 THEN ballot.digest ELSE before.hash END
           OR link.size <> told.size
           OR link.hash IS DISTINCT FROM sha256(convert_to(concat_ws(
                ' ', link.number, link.ballot_id, link.size, encode(link.previous_hash, 'hex')
              ) || E'\\n' || told.lines, 'UTF8'))
        """,
    ),
    Invariant(
        "receipt-has-its-link",
        "No receipt stands in the log outside a batch.",
        """
        SELECT ballot_id, number, count(*) FROM receipt LEFT JOIN receipt_link link USING (ballot_id, number)
        WHERE link.hash IS NULL GROUP BY ballot_id, number
        """,
    ),
    Invariant(
        "ballot-keeps-its-process",
        "A ballot opens with a phase of its own process, in one territory.",
        """
        SELECT ballot.id FROM ballot JOIN phase ON phase.id = phase_id
        JOIN process ON process.id = ballot.process_id
        WHERE phase.process_id <> ballot.process_id OR process.territory_id <> ballot.territory_id
        """,
    ),
)
