"""What funding writes to people, each in their language, once per event and recipient."""
