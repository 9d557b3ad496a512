"""A program that does not know whether it was heard asks again, and what it asks for is done once."""
