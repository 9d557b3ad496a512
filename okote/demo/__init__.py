"""The fictional territory: its people, its data, and the servers that stand in for the outside world."""
