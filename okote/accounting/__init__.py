"""The accounts as people read them: the ledger, and what is under way with Stripe."""
