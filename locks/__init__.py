"""Every package with its version and hashes, and the bill of what the service is made of."""
