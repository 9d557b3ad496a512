"""Ways for the provider to be wrong, each by a name, so that tests can see them refused."""
