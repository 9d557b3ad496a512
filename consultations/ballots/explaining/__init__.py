"""Why each project won, or what it lacked: worked out from the votes anew, and said in plain words."""
