"""What people say of a procedure on five levels, counted and drawn: for tests and for open ratings alike."""
