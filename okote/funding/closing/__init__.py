"""What the rule decides at the deadline, and what follows from it."""
