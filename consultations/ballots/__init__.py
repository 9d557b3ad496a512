"""Votes: options, roll and urn, and what a count comes to."""
