"""What every room stands on: database, clock, events, jobs, mail, files."""
