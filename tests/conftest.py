"""The nets under the whole suite: each catches what would pass elsewhere."""

import gc
import os

from hypothesis import HealthCheck, settings

pytest_plugins = (
    "pytester",
    "tests.plugins.network",
    "tests.plugins.completeness",
    "tests.plugins.measure",
    "tests.plugins.postgres",
)

# Most of what a run makes lives to its end: to look for garbage as often as usual takes a tenth of the time.
gc.set_threshold(100_000, 50, 100)

# The same examples in every run, so that a failure is the change's; `thorough` looks for new ones.
settings.register_profile(
    "steady", derandomize=True, deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
