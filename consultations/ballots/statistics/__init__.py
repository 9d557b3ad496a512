"""Figures of a published vote: computed once, when two people publish it, and kept."""
