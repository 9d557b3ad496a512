"""Who follows a campaign, and who wants to hear no more of it."""
