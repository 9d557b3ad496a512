"""What there is to tell while a campaign runs: its first day, half-way, its threshold, its last days."""
