"""What each letter says: sentences from figures, in its reader's language."""
