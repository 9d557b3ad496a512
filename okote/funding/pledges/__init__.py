"""What a person gives to a campaign, until it is used or given back."""
