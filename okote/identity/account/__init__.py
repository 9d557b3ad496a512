"""A person's own page: what others see of them, where they are signed in, what they may do."""
