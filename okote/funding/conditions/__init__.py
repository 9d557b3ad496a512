"""The terms of use that whoever contributes accepts: which version, and when."""
