"""Ballots: what is voted on and by which rule, the roll and the urn that nobody joins, and the count."""
