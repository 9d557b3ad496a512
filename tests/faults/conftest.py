from tests.stories.service import service, service_settings

__all__ = ["service", "service_settings"]
