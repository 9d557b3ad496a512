"""Who is behind campaigns: the organisations that they pay, and the partners that add to what is given."""
