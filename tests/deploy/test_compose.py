"""compose.yaml holds to the Compose specification and to our own rules, on a machine without any container engine."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema
import pytest
import yaml

from tests.deploy import compose_checks as checks
from tests.deploy.places import COMPOSE, EXAMPLE, ROOT

Tree = dict[str, Any]
Check = Callable[[Mapping[str, Any]], list[str]]


def _schema_errors(compose: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(compose)]


def _mounts(compose: Mapping[str, Any]) -> list[str]:
    return checks.missing_mounts(compose, ROOT)


def _spoil(compose: Tree, service: str, **changes: Any) -> Tree:
    spoilt = copy.deepcopy(compose)
    spoilt["services"][service].update(changes)
    return spoilt


def _with_variable(compose: Tree, service: str, name: str, value: str) -> Tree:
    return _spoil(compose, service, environment={**compose["services"][service].get("environment", {}), name: value})


def test_compose_follows_the_specification(compose: Tree, compose_schema: Mapping[str, Any]) -> None:
    assert _schema_errors(compose, compose_schema) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("imagee", "x"), ("ports", "8400"), ("restart", True), ("depends_on", {"migrate": {"condition": "soon"}})],
)
def test_the_specification_refuses_a_planted_error(
    compose: Tree, compose_schema: Mapping[str, Any], key: str, value: object
) -> None:
    assert _schema_errors(_spoil(compose, "hub", **{key: value}), compose_schema)


ALL: tuple[Check, ...] = (
    checks.unknown_settings,
    checks.unconnected_agencies,
    checks.unpinned_images,
    checks.known_secrets,
    checks.published_ports,
    checks.order_of_start,
    checks.unhardened,
    _mounts,
)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.__name__.strip("_"))
def test_compose_holds_to_our_rules(compose: Tree, check: Check) -> None:
    assert check(compose) == []


@pytest.mark.parametrize("image", ["postgres", "postgres:latest", "postgres:18", "example.org/a/b:1.2", "a:stable"])
def test_a_floating_image_is_seen(compose: Tree, image: str) -> None:
    assert checks.unpinned_images(_spoil(compose, "hub", image=image))


@pytest.mark.parametrize("port", ["8400:8400", "0.0.0.0:8400:8400", "8400", "[::]:8400:8400"])
def test_an_open_port_is_seen(compose: Tree, port: str) -> None:
    assert checks.published_ports(_spoil(compose, "hub", ports=[port]))


@pytest.mark.parametrize("value", ["satu", "", "${POSTGRES_PASSWORD}", "${POSTGRES_PASSWORD:-satu}"])
def test_a_default_password_is_seen(compose: Tree, value: str) -> None:
    assert checks.known_secrets(_with_variable(compose, "postgres", "POSTGRES_PASSWORD", value))


def test_a_default_password_inside_an_address_is_seen(compose: Tree) -> None:
    url = "postgresql://satu:${POSTGRES_PASSWORD:-satu}@postgres/satu"
    assert checks.known_secrets(_with_variable(compose, "hub", "HUB_DATABASE_URL", url))


@pytest.mark.parametrize("name", ["HUB_TENNANT", "HUB_CONNECTOR_POPULATION"])
def test_a_misspelt_setting_is_seen(compose: Tree, name: str) -> None:
    assert checks.unknown_settings(_with_variable(compose, "hub", name, "1901"))


def test_a_forgotten_credential_of_an_agency_is_seen(compose: Tree) -> None:
    environment = dict(compose["services"]["worker"]["environment"])
    del environment["HUB_CONNECTOR_HEALTH_CLIENT_SECRET"]
    assert checks.unconnected_agencies(_spoil(compose, "worker", environment=environment))


@pytest.mark.parametrize("volume", ["./deploy/nowhere.yaml:/x:ro", "./deploy/collector.yaml:/x", "nowhere:/x"])
def test_a_wrong_mount_is_seen(compose: Tree, volume: str) -> None:
    assert _mounts(_spoil(compose, "collector", volumes=[volume]))


def test_a_hub_that_does_not_wait_for_the_migration_is_seen(compose: Tree) -> None:
    assert checks.order_of_start(_spoil(compose, "hub", depends_on={"migrate": {"condition": "service_started"}}))


def test_a_container_of_ours_with_a_writable_root_is_seen(compose: Tree) -> None:
    assert checks.unhardened(_spoil(compose, "worker", read_only=False))


def test_the_example_lists_what_compose_asks_for_and_no_secret() -> None:
    text, example = COMPOSE.read_text(encoding="utf-8"), EXAMPLE.read_text(encoding="utf-8")
    assert checks.undocumented_variables(text, example) == []
    assert checks.filled_examples(example) == []


def test_a_forgotten_variable_and_a_filled_secret_are_seen() -> None:
    text, example = COMPOSE.read_text(encoding="utf-8"), EXAMPLE.read_text(encoding="utf-8")
    assert checks.undocumented_variables(text + "${NEW_ONE:?set it}", example)
    assert checks.undocumented_variables(text, example + "OLD_ONE=\n")
    assert checks.filled_examples(example.replace("POSTGRES_PASSWORD=", "POSTGRES_PASSWORD=satu", 1))


def test_traces_and_metrics_find_their_way(compose: Tree) -> None:
    """The addresses that files of ours name are services of this compose file, at the ports they listen on."""
    collector = yaml.safe_load((ROOT / "deploy/collector.yaml").read_text(encoding="utf-8"))
    listens = collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].rpartition(":")[2]
    for name in ("hub", "worker"):
        assert compose["services"][name]["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"] == f"http://collector:{listens}"
    prometheus = yaml.safe_load((ROOT / "deploy/prometheus.yaml").read_text(encoding="utf-8"))
    targets = [
        target for job in prometheus["scrape_configs"] for entry in job["static_configs"] for target in entry["targets"]
    ]
    assert targets == ["hub:8400"]


def test_the_image_runs_the_hub_without_root() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last_stage = dockerfile[max(i for i, line in enumerate(dockerfile) if line.startswith("FROM ")) :]
    users = [line.split()[1] for line in last_stage if line.startswith("USER ")]
    assert users
    assert users[-1] not in {"root", "0"}
    assert last_stage.index(f"USER {users[-1]}") < next(
        i for i, line in enumerate(last_stage) if line.startswith("CMD")
    )
