"""`hub spdci`, as an operator calls it."""

from __future__ import annotations

import json
from pathlib import Path

from hub.store import Database, PgIdentity
from tests.store.samples import TENANT
from tests.worker.process import command
from tests.worker.receiver import posting, receiving

URL = "https://dinsos.example/dci"


async def test_a_sender_is_added_with_public_keys_and_public_addresses_only(database: str, tmp_path: Path) -> None:
    db = await Database.open(database)
    async with posting(db, database, tmp_path / "webhooks") as post, receiving() as receiver:
        await post.subscribe(receiver)
    client = await db.fetchval("select client_id from oauth_client")
    assert await PgIdentity(db, TENANT).client(client) is not None
    key = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "k1"}
    keys = tmp_path / "keys.json"
    add = ("spdci", "add", "dinsos.example", "--client", client, "--keys", str(keys), "--callback")
    for given, url, says in (
        ({**key, "d": "secret"}, URL, "private key"),
        (key, "http://10.0.0.7/dci", "https://"),
    ):
        keys.write_text(json.dumps({"keys": [given]}), encoding="utf-8")
        refused = command(database, tmp_path, *add, url)
        assert refused.returncode == 1
        assert says in refused.stderr
    added = command(database, tmp_path, *add, URL)
    assert added.stdout.split() == ["dinsos.example", client, "signed", URL]
    assert command(database, tmp_path, "spdci", "remove", "dinsos.example").returncode == 0
    assert await db.fetchval("select count(*) from spdci_sender") == 0
    await db.close()
