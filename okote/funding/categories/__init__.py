"""What a territory's projects are about: a short list of its own, by which people look for them."""
