"""The double-entry ledger: value leaves one account for another, is recorded once, and never edited.

An account is an address, no row: it exists once something was posted to it. Its balance is what came
in less what went out, so what we owe someone is negative and what someone holds for us positive.
"""
