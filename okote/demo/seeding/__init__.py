"""Telling the territories' stories, through the services and the local Stripe that people use."""

from okote.demo.seeding.telling import tell

__all__ = ["tell"]
