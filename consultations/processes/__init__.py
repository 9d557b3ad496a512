"""What residents are asked, in which phases, and what is at stake: the phase that is active decides."""
