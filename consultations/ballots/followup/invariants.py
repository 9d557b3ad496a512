"""What must hold of what follows a vote."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "followup-of-published-ballot",
        "Nothing follows a vote whose result is not published, nor an option of another ballot or territory.",
        """
        SELECT followup.option_id FROM ballot_followup followup
        JOIN ballot ON ballot.id = followup.ballot_id
        JOIN ballot_option option ON option.id = followup.option_id
        LEFT JOIN action ON action.id = followup.action_id
        WHERE ballot.published_at IS NULL OR option.ballot_id <> followup.ballot_id
           OR ballot.territory_id <> followup.territory_id OR action.territory_id <> followup.territory_id
        """,
    ),
    Invariant(
        "ballot-figures-are-published",
        "No figures of a vote are kept before its result is published.",
        """
        SELECT ballot_id FROM ballot_figures JOIN ballot ON ballot.id = ballot_id WHERE published_at IS NULL
        """,
    ),
)
