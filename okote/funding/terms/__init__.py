"""What a territory asks of every campaign: threshold, commission, length, smallest pledge."""
