"""What must hold of who signs for a ballot."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "scrutineer-named-before-the-close",
        "Nobody is named to sign for a ballot that two people closed already, nor for another territory's.",
        """
        SELECT one.id FROM ballot_scrutineer one JOIN ballot ON ballot.id = one.ballot_id
        WHERE one.named_at >= ballot.closed_at OR one.territory_id <> ballot.territory_id
        """,
    ),
)
