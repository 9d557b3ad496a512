"""Panels: who tests a procedure, or gives an opinion, and how they are chosen."""
