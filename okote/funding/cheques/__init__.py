"""Cheques made out to the holder: announced, received, held uncashed, then banked or given back."""
