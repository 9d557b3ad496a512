"""Sign-in with OpenID Connect, seen from the side that relies on a provider: protocol only, no database."""
