"""Pages for integrators: people who let an application of theirs ask the hub."""
