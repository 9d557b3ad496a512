"""What those who read an offer say beside its lines, for those who write it: never public."""
