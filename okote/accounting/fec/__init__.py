"""The ledger as French tax auditors read it: the file of accounting entries (FEC)."""
