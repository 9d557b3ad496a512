"""What testers did with a procedure, what they made of it, and what became of what they found."""
