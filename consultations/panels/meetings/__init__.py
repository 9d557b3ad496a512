"""When a panel meets: calendars, who came, and what each is paid for it."""
