"""Money, and nothing else: amounts, a double-entry ledger, Stripe, and what Stripe tells us.

Imports neither okote nor consultations; knows accounts by address and people not at all.
"""
