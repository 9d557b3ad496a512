"""The offer that a holder makes, and its life from a draft to a payout."""
