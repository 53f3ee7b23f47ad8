"""The console: server-rendered pages for the office and for everybody, clients of the graph like any other.

    from hub.console.application import console_application
    add_to = console_application(graph, issuer, public_url, actor_of=verifier.actor)
    add_to(app)                     # before the aiohttp application starts

* `graph` runs one operation as an actor and gives the GraphQL response (`base.graph.Graph`): the only way
  to data. The actor is the clerk's own, verified from her token at every request.
* `issuer` is where clerks log in, found by its metadata at `{issuer}/.well-known/openid-configuration`. It
  must know the public client `satu-console` with the redirect address `{public_url}/console/callback`,
  authorization code with PKCE S256, and refresh tokens if a session shall outlive an access token.
* `sessions` keeps sessions (`base.session.SessionStore`); the default holds them in this process.
* Papers are fetched from `{hub_url}/documents/{id}` with the clerk's token.
* Style and script are built by `hub assets` into `hub/console/assets/dist` and served at `/assets/`.

Addresses: `/` services · `/track` following an application · `/v/{code}` verifying a document ·
`/console` the office. No address holds a NIK or a name; tracking numbers and ids are random.

One folder per page: `page.py` (its `PAGES`), `query.graphql`, `template.html`.
"""

from __future__ import annotations
