"""A second look at votes of open ballots before the count: published signs, reasons, and a way to contest."""
