"""What the answers of a few people allow to say, and what would say too much: pure arithmetic."""
