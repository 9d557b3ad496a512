"""Tamper evidence for people: a seal each minute, the latest by mail to somebody outside, how far it goes."""
