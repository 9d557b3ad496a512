"""Files of letters and forms: what they say is read apart, and nothing of them is shown before."""
