"""Every text that an idea ever had, with its SHA-256, and what changed from one to the next."""
