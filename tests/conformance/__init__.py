"""The public conformance suites, run against a hub that listens: `make conformance`."""
