"""The office where ballots are written, announced, closed by two people and published."""
