"""What must hold of projects that people chose."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "chosen-project-keeps-its-territory",
        "The campaign that came of a chosen project is of the territory that chose it.",
        """
        SELECT chosen_project.id FROM chosen_project JOIN campaign ON campaign.id = campaign_id
        WHERE campaign.territory_id <> chosen_project.territory_id
        """,
    ),
)
