"""How long and how plain a text is: an aid to whoever writes it, never a rating."""
