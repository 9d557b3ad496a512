"""A small OpenID provider for the demo and the tests: real protocol, invented people, no password."""
