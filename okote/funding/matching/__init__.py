"""Commitments of partners, and what they owe on the pledges in force."""
