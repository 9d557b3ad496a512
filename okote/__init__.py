"""The service: people, territories, funding, back office."""
