"""Calls for projects: dated calls for applications, each with the criteria by which projects are chosen."""
