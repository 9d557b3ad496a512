"""The minutes of a ballot: what was counted, by which way it came, and who signed that it adds up."""
