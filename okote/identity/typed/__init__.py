"""What somebody typed while their session ended: kept for them alone until they have signed in again."""
