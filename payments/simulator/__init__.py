"""The local Stripe: an HTTP server that speaks Stripe's wire format for what we use, and keeps its state.

Imported by no one but the command line and the tests; everything else meets it over HTTP. It knows
nothing of us: what it sends was written from Stripe's documentation and published examples.
"""
