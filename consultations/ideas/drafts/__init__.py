"""An idea while it is being written: its author's alone, kept as they type, published in one step."""
