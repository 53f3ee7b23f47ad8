"""The agencies that the hub asks and tells, and how each answers just now."""
