"""Sign-in by a code sent by mail, for people who have no other provider: an issuer of our own."""
