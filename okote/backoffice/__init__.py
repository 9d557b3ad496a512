"""The frame that every section of the back office hangs in, and its home."""
