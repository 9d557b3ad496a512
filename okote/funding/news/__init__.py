"""News of a campaign: what its holder tells while it runs and afterwards."""
