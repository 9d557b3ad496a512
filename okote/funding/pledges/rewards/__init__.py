"""Rewards that donors choose: kept for them while they pay, due to them once the campaign is funded."""
