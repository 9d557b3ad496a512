"""What may be done in a process, and what is done to it."""

from consultations.processes.permitting import permitted

__all__ = ["permitted"]
