"""What differs from Stripe, for people: what it is called, what to do, and closing it with a reason."""
