"""Counting, pure and exact: any election in the format of Pabulib, without a database."""
