"""The public pages: campaigns, one campaign and its gauge, giving, thanks, my pledges."""
