"""The connector kit: manifests, settings, discovery, an HTTP client that distrusts what it reads."""

from hub.exchange.connector import Connect, Connector
from hub.exchange.discovery import ConnectorPlugin, discover
from hub.exchange.ingress import Command, IngressRoute, Outcome, Push, PushAnswer, Trouble
from hub.exchange.manifest import Manifest, ManifestError, read_manifest
from hub.exchange.settings import ConnectorSettings

__all__ = [
    "Command",
    "Connect",
    "Connector",
    "ConnectorPlugin",
    "ConnectorSettings",
    "IngressRoute",
    "Manifest",
    "ManifestError",
    "Outcome",
    "Push",
    "PushAnswer",
    "Trouble",
    "discover",
    "read_manifest",
]
