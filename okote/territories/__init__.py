"""Tenants: who runs a site for whom, under which name, and by which rules."""
