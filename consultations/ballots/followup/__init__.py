"""What becomes of winners: each an action of the administration, and where it is wished a campaign."""
