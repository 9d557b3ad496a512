"""Who may be drawn: volunteers by themselves, with a letter, at the counter, or from a list."""
