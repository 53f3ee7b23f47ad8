"""The connector kit: manifests, settings, discovery, an HTTP client that distrusts what it reads."""

from hub.exchange.connector import Connect, Connector
from hub.exchange.discovery import ConnectorPlugin, discover
from hub.exchange.manifest import Manifest, ManifestError, read_manifest
from hub.exchange.settings import ConnectorSettings

__all__ = [
    "Connect",
    "Connector",
    "ConnectorPlugin",
    "ConnectorSettings",
    "Manifest",
    "ManifestError",
    "discover",
    "read_manifest",
]
