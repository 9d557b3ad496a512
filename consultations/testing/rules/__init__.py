"""The law of a test: how one is sat, who may read what when, and what is answered to what was found."""
