"""Comments in threads, below any subject that takes them."""
