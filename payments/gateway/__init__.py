"""Stripe, spoken to over HTTP with its own library: one small method per call, our own words for answers.

`gateway.StripeGateway` is the way in; nothing of Stripe's types leaves this folder.
"""
