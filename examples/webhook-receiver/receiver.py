"""Takes the events of a subscription: verifies each, deals with it once, and keeps what it knows through a restart.

    pip install -r requirements.txt
    SATU_WEBHOOK_SECRET=whsec_... python receiver.py --port 8090 --inbox inbox.db

Put TLS in front of it: outside of the sandbox the hub posts to https alone.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

LARGEST = 64 * 1024
TABLES = """
    create table if not exists event (
        id text primary key, type text not null, subject text not null, time text not null
    );
    create table if not exists citizen (id text primary key, version integer not null);
"""
NEWER = """
    insert into citizen (id, version) values (?, ?)
    on conflict (id) do update set version = excluded.version where excluded.version > citizen.version
"""


class Inbox:
    """What was dealt with. An event and what it led to are kept in one transaction, so that a repeat does nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._opened()) as database:
            database.executescript(TABLES)

    def take(self, event: dict[str, Any]) -> bool:
        """Whether this event is new."""
        with closing(self._opened()) as database, database:
            row = (event["id"], event["type"], event["subject"], event["time"])
            if database.execute("insert or ignore into event values (?, ?, ?, ?)", row).rowcount == 0:
                return False
            self._deal_with(database, event)
            return True

    def _deal_with(self, database: sqlite3.Connection, event: dict[str, Any]) -> None:
        """Here is your own work. An event tells no values: ask the hub's `node(id:)` for them, later and elsewhere."""
        version = event["data"].get("version")
        if version is not None:
            # What is replayed may be older than what is known.
            database.execute(NEWER, (event["subject"], version))

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=5)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def handler_of(webhook: Webhook, inbox: Inbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > LARGEST:
                self._answer(413)
                return
            body = self.rfile.read(int(length))
            try:
                event = webhook.verify(body, dict(self.headers))
            except WebhookVerificationError:
                self._answer(401)
                return
            # 2xx only after it is kept; what goes wrong here is a 500, and the hub comes again.
            try:
                is_new = inbox.take(event)
            except sqlite3.Error:
                self._answer(500)
                return
            say(f"{event['type']} {'taken' if is_new else 'known already'}")
            self._answer(204)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            """Says nothing of requests: addresses and ids are no matter of a log."""

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser(description="Takes the events of a subscription.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--inbox", type=Path, default=Path("inbox.db"))
    given = parser.parse_args()
    secret = os.environ.get("SATU_WEBHOOK_SECRET", "")
    if not secret:
        parser.error("SATU_WEBHOOK_SECRET is not set: it is the secret, whsec_..., that was shown when you subscribed.")
    handler = handler_of(Webhook(secret), Inbox(given.inbox))
    server = ThreadingHTTPServer(("127.0.0.1", given.port), handler)
    say(f"http://127.0.0.1:{server.server_port}/")
    server.serve_forever()


if __name__ == "__main__":
    main()
