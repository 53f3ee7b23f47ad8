"""Settings come from the environment, are complete, and do not show secrets."""

from __future__ import annotations

import pytest

from hub.core.errors import BadInput
from hub.exchange import ConnectorSettings, read_manifest

HEALTH = read_manifest("hub.connectors.health")
ACCOUNT = {"HUB_CONNECTOR_HEALTH_CLIENT_ID": "someone", "HUB_CONNECTOR_HEALTH_CLIENT_SECRET": "very-secret"}


def test_the_environment_wins_over_the_given_address() -> None:
    environ = {**ACCOUNT, "HUB_CONNECTOR_HEALTH_URL": "https://proxy.example/health/"}
    settings = ConnectorSettings.from_environment(HEALTH, base_url="https://agency.example", environ=environ)
    assert settings.base_url == "https://proxy.example/health"
    assert settings.credentials == {"client_id": "someone", "client_secret": "very-secret"}


def test_without_it_the_given_address_is_used() -> None:
    settings = ConnectorSettings.from_environment(HEALTH, base_url="https://agency.example", environ=ACCOUNT)
    assert settings.base_url == "https://agency.example"


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        ConnectorSettings.from_environment(HEALTH, environ={"HUB_CONNECTOR_HEALTH_CLIENT_ID": "someone"})
    assert "HUB_CONNECTOR_HEALTH_URL, HUB_CONNECTOR_HEALTH_CLIENT_SECRET" in caught.value.message


@pytest.mark.parametrize("url", ["agency.example", "ftp://agency.example", "http://", "http://a/?x=1", "http://a:bad"])
def test_an_address_that_cannot_be_one_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="HUB_CONNECTOR_HEALTH_URL"):
        ConnectorSettings.from_environment(HEALTH, base_url=url, environ=ACCOUNT)


def test_secrets_are_not_shown() -> None:
    settings = ConnectorSettings.from_environment(HEALTH, base_url="https://agency.example", environ=ACCOUNT)
    assert "very-secret" not in repr(settings)
