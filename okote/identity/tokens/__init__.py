"""Personal access tokens: how a program of mine acts in my name, within what I let it do."""
