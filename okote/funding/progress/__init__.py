"""What a campaign has raised: derived, never stored as truth."""
