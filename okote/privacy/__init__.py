"""What is done with personal data: the register of it, and what goes by itself."""
