"""An agency for benchmarks: POST /facets {"niks": [...]} gives one item for each. Prints its address and serves."""

from __future__ import annotations

import asyncio
import json

import orjson
import uvloop
from aiohttp import web


async def _answer(request: web.Request) -> web.Response:
    niks = orjson.loads(await request.read())["niks"]
    return web.Response(body=orjson.dumps({nik: [nik] for nik in niks}), content_type="application/json")


async def _serve() -> None:
    application = web.Application()
    application.router.add_post("/facets", _answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(json.dumps({"url": f"http://{host}:{port}"}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve())
