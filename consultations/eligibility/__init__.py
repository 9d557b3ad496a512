"""Who may take part: where somebody lives, their age and how they signed in, each proved once and dated."""
