"""Property tests take the same pieces each time, and as long as they need."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "etude",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("etude")
