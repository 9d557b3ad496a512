"""What people and moderators do about what should not stand there."""
