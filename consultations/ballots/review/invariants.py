"""What must hold of votes that were set aside: in no count, each told, and heard before the closing."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "set-aside-votes-are-in-no-count",
        "As many votes of an open ballot are left out of its count as were set aside and not restored.",
        """
        SELECT told.ballot_id FROM ballot_tally told JOIN ballot ON ballot.id = told.ballot_id
        WHERE ballot.mode = 'open' AND told.annulled <> (
            SELECT count(*) FROM set_aside_vote one
            WHERE one.ballot_id = ballot.id AND one.verdict IS DISTINCT FROM 'restored')
        """,
    ),
    Invariant(
        "set-aside-votes-are-told",
        "Whoever’s vote was set aside is written to within the hour.",
        """
        SELECT id FROM set_aside_vote
        WHERE told_at IS NULL AND verdict IS NULL AND at < okote_now() - interval '1 hour'
        """,
    ),
    Invariant(
        "closed-ballot-leaves-nobody-unheard",
        "No ballot was closed while somebody could still contest that their vote was set aside, or waited.",
        """
        SELECT one.id FROM set_aside_vote one JOIN ballot ON ballot.id = one.ballot_id
        WHERE ballot.closed_at IS NOT NULL AND (
            one.verdict IS NULL
              AND (one.contested_at IS NOT NULL OR ballot.closed_at < one.at + interval '7 days')
            OR one.at >= ballot.closed_at OR one.decided_at > ballot.closed_at)
        """,
    ),
    Invariant(
        "set-aside-votes-are-of-open-ballots",
        "Votes are set aside of open ballots alone, in the territory of each.",
        """
        SELECT one.id FROM set_aside_vote one JOIN ballot ON ballot.id = one.ballot_id
        WHERE ballot.mode <> 'open' OR ballot.territory_id <> one.territory_id
        """,
    ),
)
