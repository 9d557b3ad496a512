"""The audit trail, as administrators read it and take it with them."""
