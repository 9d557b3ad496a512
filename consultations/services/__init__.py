"""The services of the administration, each of which answers for something."""
