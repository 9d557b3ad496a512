"""Who writes an idea together: invited by mail, accepted once, free to leave."""
