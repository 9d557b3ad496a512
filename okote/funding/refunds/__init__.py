"""Refunds that a donor's bank did not take: the operator's bank pays them to an account that is named."""
