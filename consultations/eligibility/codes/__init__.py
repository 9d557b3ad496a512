"""Codes that reach people at home, in packages that are downloaded once, or at the counter."""
