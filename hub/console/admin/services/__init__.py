"""What the office sets of its services and counters, at a glance."""
