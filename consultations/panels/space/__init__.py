"""Where members of a panel and whoever runs it write to each other, and keep what they read."""
