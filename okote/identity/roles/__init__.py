"""Who may do what in a territory: roles given, offered by mail, taken back."""
