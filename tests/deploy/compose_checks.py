"""What must hold for compose.yaml beyond the specification's schema. Each check returns findings; none is good."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from hub.exchange import discover
from hub.web.settings import Settings

# `${NAME}`, `${NAME:-default}`, `${NAME:?what to do}`
VARIABLE: Final = re.compile(r"\$\{([A-Z][A-Z0-9_]*)(?:(:-|-|:\?|\?)([^}]*))?\}")
SECRET_NAME: Final = re.compile(r"PASSWORD|SECRET|PRIVATE|(?:^|_)KEY(?:_|$)|TOKEN|ADMIN")
# A tag that names one release; PostgreSQL's releases have two numbers, everybody else's three.
PINNED: Final = re.compile(r"(?:postgres:\d+\.\d+-[a-z]+|[^:]+:v?\d+\.\d+\.\d+)(?:@sha256:[0-9a-f]{64})?")
LOOPBACK: Final = re.compile(r"127\.0\.0\.1:\d+:\d+")

Compose = Mapping[str, Any]


def _services(compose: Compose) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from compose["services"].items()


def _environment(service: Mapping[str, Any]) -> Mapping[str, str]:
    environment: Mapping[str, str] = service.get("environment", {})
    return environment


def connector_variables() -> set[str]:
    """What the live connectors read, as their manifests declare it."""
    return {
        f"HUB_CONNECTOR_{plugin.name.upper()}_{name.upper()}"
        for plugin in discover()
        if plugin.connect is not None
        for name in (*(("url",) if plugin.manifest.has_address else ()), *plugin.manifest.credentials)
    }


def unknown_settings(compose: Compose) -> list[str]:
    """Every `HUB_*` is a setting or a connector's; a misspelt one would be ignored in silence."""
    known = {f"HUB_{name.upper()}" for name in Settings.model_fields} | connector_variables()
    return [
        f"{name}: {key} is no setting"
        for name, service in _services(compose)
        for key in _environment(service)
        if key.startswith("HUB_") and key not in known
    ]


def unconnected_agencies(compose: Compose) -> list[str]:
    """Hub and worker both get every variable that a live connector needs; without one they would not start."""
    return [
        f"{name}: {variable} is not given"
        for name in ("hub", "worker")
        for variable in sorted(connector_variables() - set(_environment(compose["services"][name])))
    ]


def unpinned_images(compose: Compose) -> list[str]:
    return [
        f"{name}: {service['image']} may be another program tomorrow"
        for name, service in _services(compose)
        if not PINNED.fullmatch(service["image"])
    ]


def known_secrets(compose: Compose) -> list[str]:
    """A secret comes from outside, and its absence stops the start: no value and no default here."""
    found = []
    for name, service in _services(compose):
        for key, value in _environment(service).items():
            secret = SECRET_NAME.search(key)
            asked = VARIABLE.fullmatch(str(value))
            if secret and (asked is None or asked[2] not in {":?", "?"}):
                found.append(f"{name}: {key} is known or may be empty")
            found += [
                f"{name}: {key} has a default for {variable}"
                for variable, operator, _ in VARIABLE.findall(str(value))
                if SECRET_NAME.search(variable) and operator in {":-", "-", ""}
            ]
    return found


def published_ports(compose: Compose) -> list[str]:
    """Only the proxy in front, on the same host, reaches a port."""
    return [
        f"{name}: port {port} is open to the network"
        for name, service in _services(compose)
        for port in service.get("ports", [])
        if not LOOPBACK.fullmatch(str(port))
    ]


def order_of_start(compose: Compose) -> list[str]:
    """Hub and worker start after a migration that succeeded, the migration after a database that answers."""
    wanted = {
        ("hub", "migrate"): "service_completed_successfully",
        ("worker", "migrate"): "service_completed_successfully",
        ("migrate", "postgres"): "service_healthy",
        ("keycloak", "keycloak-postgres"): "service_healthy",
    }
    services = compose["services"]
    return [
        f"{later} does not wait for {earlier} to be {condition}"
        for (later, earlier), condition in wanted.items()
        if services[later].get("depends_on", {}).get(earlier, {}).get("condition") != condition
    ]


def missing_mounts(compose: Compose, root: Path) -> list[str]:
    """Files of ours that are mounted exist and are read-only; named volumes are declared."""
    found = []
    for name, service in _services(compose):
        for volume in service.get("volumes", []):
            source, *rest = volume.split(":")
            if source.startswith("."):
                if not (root / source).exists():
                    found.append(f"{name}: {source} does not exist")
                if rest[-1] != "ro":
                    found.append(f"{name}: {source} is writable")
            elif source not in compose["volumes"]:
                found.append(f"{name}: volume {source} is not declared")
    return found


def unhardened(compose: Compose) -> list[str]:
    """Our own containers run without capabilities, without new privileges and on a read-only root."""
    return [
        f"{name}: {what}"
        for name, service in _services(compose)
        if "build" in service
        for what, holds in (
            ("has capabilities", service.get("cap_drop") == ["ALL"]),
            ("may gain privileges", "no-new-privileges:true" in service.get("security_opt", [])),
            ("has a writable root", service.get("read_only") is True),
        )
        if not holds
    ]


def undocumented_variables(compose_text: str, example: str) -> list[str]:
    """deploy/example.env lists exactly the variables that compose.yaml asks for."""
    asked = {name for name, _, _ in VARIABLE.findall(compose_text)}
    listed = {line.partition("=")[0] for line in example.splitlines() if re.match(r"[A-Z]", line)}
    return [f"not in example.env: {name}" for name in sorted(asked - listed)] + [
        f"not in compose.yaml: {name}" for name in sorted(listed - asked)
    ]


def filled_examples(example: str) -> list[str]:
    """A secret in the example would become the secret of somebody's district."""
    pairs = (line.partition("=") for line in example.splitlines() if re.match(r"[A-Z]", line))
    return [f"{name} has a value" for name, _, value in pairs if value and SECRET_NAME.search(name)]
