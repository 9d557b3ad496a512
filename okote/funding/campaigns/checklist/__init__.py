"""What is checked of a campaign and its holder before it opens: a list of the territory, for its coaches."""
