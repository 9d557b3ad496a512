"""The citizens' voice: what residents propose, and what the administration answers.

It stands on the rooms of the house and knows nothing of funding, nor funding of it.
"""
