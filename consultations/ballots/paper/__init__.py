"""Voting without an account: on paper at a booth, with a code by letter, at the counter with help."""
