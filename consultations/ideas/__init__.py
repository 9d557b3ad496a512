"""The box of ideas: what residents propose and support, and what the administration answers."""
