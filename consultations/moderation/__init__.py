"""What is reported, what moderators decide about it, and how anyone concerned has them look again."""
