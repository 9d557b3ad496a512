"""What somebody is writing, kept before they save it: theirs alone, and never the campaign's text."""
