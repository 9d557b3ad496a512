"""Partners, and the envelopes from which their commitments draw."""
