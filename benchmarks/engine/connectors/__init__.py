"""Sets of connectors for the comparison; `HUB_CONNECTORS` names the one that a hub is started with."""
