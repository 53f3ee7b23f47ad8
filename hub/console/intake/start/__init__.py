"""The list of services that can be entered."""
