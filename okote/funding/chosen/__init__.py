"""Projects that people chose elsewhere: each can become a campaign, once somebody carries it out."""
