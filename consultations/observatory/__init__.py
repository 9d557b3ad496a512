"""What became of procedures, and of what people said: ratings, tests, answers and actions side by side."""
