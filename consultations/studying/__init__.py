"""The study of ideas by services: what each makes of an idea, what it costs, by when, and what is overdue."""
