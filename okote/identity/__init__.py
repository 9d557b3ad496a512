"""Who people are: sign-in, sessions, roles, permissions."""
