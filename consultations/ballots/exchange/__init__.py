"""Options in and out of a ballot as tables and Pabulib files, and votes of a published one."""
