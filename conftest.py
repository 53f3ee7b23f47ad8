"""Fixtures shared by the tests under tests/ and by those that lie in a plugin's own folder."""

pytest_plugins = [
    "tests.fixtures.garbage", "tests.fixtures.order", "tests.fixtures.postgres", "tests.fixtures.demo",
    "tests.fixtures.examples",
]  # fmt: skip
