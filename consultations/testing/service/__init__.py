"""What is done about tests: written and opened, sat, reviewed, handed over, answered, published."""
