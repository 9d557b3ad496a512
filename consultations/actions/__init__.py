"""Actions: what the administration promised, who answers for it, until when, and what became of it."""
