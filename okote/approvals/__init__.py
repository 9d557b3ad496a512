"""Four eyes: above a sum that the territory sets, what one person decides another one has to approve."""
