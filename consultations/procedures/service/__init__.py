"""What agents do with procedures: keep the catalogue, write versions, clear them of names, publish them."""
