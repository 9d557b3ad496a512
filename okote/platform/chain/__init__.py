"""What shows that rows were tampered with: a digest of each, under seals that vouch for all before them."""
