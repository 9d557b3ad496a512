"""The accounts on which Stripe's own ledger is mirrored, whoever posts to them."""

STRIPE = "stripe:balance"
BANK = "operator:bank"
STRIPE_OWN_FEES = "operator:stripe-own-fees"
SUSPENSE = "operator:put-aside"

MIRRORED = "stripe-mirrored"
ADJUSTED = "stripe-adjusted"
