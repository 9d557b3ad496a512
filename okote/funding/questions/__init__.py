"""Questions about a campaign: public together with their answer, never before."""
