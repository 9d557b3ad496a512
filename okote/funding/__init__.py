"""Campaigns, what people pledge to them, what partners add, and how it ends."""
