"""What in a text may name or lead to somebody: an aid before a letter is tested, which never decides."""
