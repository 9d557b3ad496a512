"""What stands in the way of a backup or a restoration."""


class BackupError(Exception):
    """A sentence for the operator, which says what to do instead."""
