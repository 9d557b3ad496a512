"""Who follows what, and one mail for all that is new of it."""
