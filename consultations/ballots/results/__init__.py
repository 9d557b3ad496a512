"""Counted by a job, published by two people, explained to everyone, and given away to be counted again."""
