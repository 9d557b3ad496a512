"""What a holder writes to all who gave, once, when the campaign has succeeded; and to one of them, once."""
