"""The chart of accounts: under which number of the French one the accounts of the ledger stand."""
