"""Reads of tests: where each stands, what testers said, what is told of it."""
