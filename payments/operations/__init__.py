"""What we ask of Stripe: an intent in the caller's transaction, a call outside any, an outcome in a third.

`service` records intents, `desk` carries them out, `outcomes` is what the caller's subscriber is told.
This floor posts nothing to the ledger: whoever knows what a payment is for does, with the outcome.
"""
