"""The population agency: the Dukcapil access web service."""
