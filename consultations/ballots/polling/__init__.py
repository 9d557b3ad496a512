"""What voters see: ballots, voting, receipts, and in which ballots one has voted."""
