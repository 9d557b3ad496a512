"""What people go through with the administration: letters, forms, calls, counters, and how each changed."""
