from tests.stories.service import service

__all__ = ["service"]
