"""What Stripe tells us: kept as it came, answered at once, and taken only as a hint of what to ask again.

An event may come twice, late, out of order, or never: nothing is ever believed of its copy but which
object has changed.
"""
