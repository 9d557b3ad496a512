"""Ours against Stripe's: each movement is told by Stripe, by our rows and by the ledger, all three the same.

What differs is classified, mended where asking Stripe again or an entry of the ledger does it, and else
kept for a person, who closes it with a reason.
"""
