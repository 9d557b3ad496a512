"""What happens in a territory, told to its own systems: one signed POST for each thing and system."""
