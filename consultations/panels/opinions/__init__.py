"""What panels of citizens say together, and what the administration answers."""
