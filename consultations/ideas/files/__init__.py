"""Pictures and documents of drafts and ideas: seen by whoever sees what they belong to."""
