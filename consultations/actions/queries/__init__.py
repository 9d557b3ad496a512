"""Reads of actions: the board and the list, how many of how many, editions."""
