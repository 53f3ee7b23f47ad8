"""Fixtures shared by the tests under tests/ and by those that lie in a plugin's own folder."""

from hypothesis import settings

# What `make test` tries is the same in each run, so that a change is judged by what it changes; the long run and whoever
# calls pytest herself try something else each time.
settings.register_profile("same", derandomize=True)

pytest_plugins = [
    "tests.fixtures.garbage", "tests.fixtures.order", "tests.fixtures.postgres", "tests.fixtures.demo",
]  # fmt: skip
