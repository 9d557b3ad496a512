"""A list of residents that an administrator brings, and who of them somebody is."""
