"""What moderators, those concerned, and everyone read of moderation."""
