"""The shell: rendering, forms, problems, security."""
