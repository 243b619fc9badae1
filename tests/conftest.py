"""One hypothesis profile for all tests: the same cases on every run and machine, no deadline on a shared one."""

from hypothesis import settings

settings.register_profile("skillcast", deadline=None, derandomize=True, max_examples=30)
settings.load_profile("skillcast")
