"""Mails: written with what they tell of, in the same transaction; sent by a job over SMTP."""
