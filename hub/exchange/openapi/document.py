"""An OpenAPI document, read and checked once: its operations as values, with everything that was referred to in place.

What a connector cannot follow is refused when an operation is looked up, and not at the first question: credentials in
addresses or cookies, parameters that are no plain values. References into other documents are refused at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

import yaml
from openapi_schema_validator import OAS30Validator, OAS31Validator, oas30_format_checker, oas31_format_checker
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

_METHODS: Final = ("get", "post", "put", "patch", "delete", "head")
_JSON: Final = "json"
_VERSIONS: Final = {
    "3.0": (OpenAPIV30SpecValidator, OAS30Validator, oas30_format_checker),
    "3.1": (OpenAPIV31SpecValidator, OAS31Validator, oas31_format_checker),
}
_MOST_STEPS: Final = 20
_PLAIN: Final = (None, "simple", "form")


class DocumentError(ValueError):
    """A document that cannot be followed; the message says what, and what to do."""


class Where(StrEnum):
    """Where a parameter stands in a question."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"


class Scheme(StrEnum):
    """How the hub proves itself; each with the names of its credentials in `CREDENTIALS`."""

    NONE = "none"
    API_KEY = "apiKey"
    BEARER = "bearer"
    BASIC = "basic"
    CLIENT_CREDENTIALS = "clientCredentials"


CREDENTIALS: Final[Mapping[Scheme, tuple[str, ...]]] = {
    Scheme.NONE: (),
    Scheme.API_KEY: ("api_key",),
    Scheme.BEARER: ("token",),
    Scheme.BASIC: ("username", "password"),
    Scheme.CLIENT_CREDENTIALS: ("client_id", "client_secret"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """The scheme of an operation. `header` is that of an API key; `token_path` the token's address below the base;
    `scopes` what is asked for there."""

    scheme: Scheme
    header: str = ""
    token_path: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    where: Where
    required: bool
    schema: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """One question. `body` is the schema of its JSON body (None: it has none); `answers` the schema of each documented
    status, None where that status has no JSON."""

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    account: Account
    body: Mapping[str, Any] | None = field(repr=False)
    answers: Mapping[str, Mapping[str, Any] | None] = field(repr=False)

    def answer_of(self, status: int) -> str | None:
        """Under which of `answers` a status stands: its own, that of its hundred, or the default; None for nowhere."""
        names = (str(status), f"{status // 100}XX", "default")
        return next((name for name in names if name in self.answers), None)


class OpenApi:
    """A document that was checked."""

    def __init__(self, raw: Mapping[str, Any], version: str) -> None:
        self._raw = raw
        _, self._validator, self._formats = _VERSIONS[version]
        self.title = str(raw["info"]["title"])
        self.version = str(raw["info"]["version"])
        self.servers = tuple(str(each.get("url")) for each in raw.get("servers", ()))
        self._places = dict(self._found())
        self._checking: dict[int, Any] = {}

    @property
    def operations(self) -> tuple[str, ...]:
        """The ids of all operations; `get /path` of one that has none."""
        return tuple(self._places)

    def operation(self, name: str) -> Operation:
        """One of them. Raises DocumentError, also for one that a connector cannot ask."""
        if name not in self._places:
            raise DocumentError(f"{self.title} has no operation {name}. It has: {', '.join(sorted(self._places))}.")
        return self._operation(name, *self._places[name])

    def fits(self, value: Any, schema: Mapping[str, Any]) -> bool:
        """Whether a JSON value is what a schema of this document says."""
        checking = self._checking.get(id(schema))
        if checking is None:
            # A schema lives as long as its document, so its id is its own.
            whole = {**schema, "components": self._raw.get("components", {})}
            checking = self._checking[id(schema)] = self._validator(whole, format_checker=self._formats)
        try:
            return bool(checking.is_valid(value))
        except RecursionError:
            return False

    def resolved(self, part: Any) -> Any:
        """An object of the document, or what it refers to. Raises DocumentError for what is not there."""
        for _ in range(_MOST_STEPS):
            if not isinstance(part, dict) or "$ref" not in part:
                return part
            part = _at(self._raw, str(part["$ref"]))
        raise DocumentError("A reference of the document leads to itself. Correct the document.")

    def _found(self) -> Iterator[tuple[str, tuple[str, str, Mapping[str, Any]]]]:
        """Each operation's id, with its path, its method and the item of the path in which it stands."""
        for path, given in self._raw.get("paths", {}).items():
            item = self.resolved(given)
            for method in _METHODS:
                if method in item:
                    yield str(item[method].get("operationId") or f"{method} {path}"), (path, method, item)

    def _operation(self, name: str, path: str, method: str, item: Mapping[str, Any]) -> Operation:
        given, parameters = item[method], {}
        for each in (*item.get("parameters", ()), *given.get("parameters", ())):
            made = self._parameter(name, self.resolved(each))
            parameters[made.name, made.where] = made
        answers = given.get("responses", {}).items()
        return Operation(
            id=name,
            method=method.upper(),
            path=path,
            parameters=tuple(parameters.values()),
            account=self._account(name, given.get("security", self._raw.get("security", ()))),
            body=self._schema(self.resolved(given.get("requestBody"))),
            answers={str(status): self._schema(self.resolved(each)) for status, each in answers},
        )

    def _parameter(self, operation: str, given: Mapping[str, Any]) -> Parameter:
        schema = self.resolved(given.get("schema"))
        plain = (
            given.get("style") in _PLAIN and isinstance(schema, dict) and schema.get("type") not in {"array", "object"}
        )
        if given["in"] not in set(Where) or not plain:
            raise DocumentError(
                f"The parameter {given['name']} of {operation} is no plain value in path, query or header. Write the "
                "connector's client.py by hand: `hub new connector` without --openapi."
            )
        return Parameter(str(given["name"]), Where(given["in"]), bool(given.get("required")), schema)

    def _schema(self, holder: Any) -> Mapping[str, Any] | None:
        """The schema of the JSON in a body or an answer."""
        content = holder.get("content", {}) if isinstance(holder, dict) else {}
        found = next((each for kind, each in content.items() if _JSON in kind), None)
        schema = found.get("schema") if isinstance(found, dict) else None
        return schema if isinstance(schema, dict) else None

    def _account(self, operation: str, wanted: Sequence[Mapping[str, Any]]) -> Account:
        """The first alternative that is one scheme the hub can use."""
        if not wanted or {} in wanted:
            return Account(Scheme.NONE)
        known = self._raw.get("components", {}).get("securitySchemes", {})
        for alternative in wanted:
            if len(alternative) == 1:
                ((name, scopes),) = alternative.items()
                made = self._account_of(self.resolved(known.get(name)), tuple(scopes))
                if made is not None:
                    return made
        raise DocumentError(
            f"{operation} wants a way to prove oneself that the hub does not use: it sends a key in a header, a bearer "
            "token, a user name with a password, or OAuth 2.0 client credentials, and nothing of it in an address."
        )

    def _account_of(self, scheme: Any, scopes: tuple[str, ...]) -> Account | None:
        """What the hub sends for a scheme; None for one that it does not use."""
        if not isinstance(scheme, dict):
            return None
        kind = scheme.get("type")
        if kind == "apiKey" and scheme.get("in") == "header":
            return Account(Scheme.API_KEY, header=str(scheme["name"]))
        if kind == "http" and str(scheme.get("scheme")).casefold() in {"bearer", "basic"}:
            return Account(Scheme(str(scheme["scheme"]).casefold()))
        flow = scheme.get("flows", {}).get("clientCredentials") if kind == "oauth2" else None
        if flow is None:
            return None
        return Account(Scheme.CLIENT_CREDENTIALS, token_path=self._below(str(flow["tokenUrl"])), scopes=scopes)

    def _below(self, address: str) -> str:
        """The path of an address below the agency's own: no other host is shown an account, whatever is written."""
        path = urlsplit(address).path
        for server in self.servers:
            base = urlsplit(server).path.rstrip("/")
            if base and path.startswith(f"{base}/"):
                return path.removeprefix(base)
        return f"/{path.lstrip('/')}"


def read_document(text: str) -> OpenApi:
    """A document in JSON or YAML, checked against the specification. Raises DocumentError."""
    try:
        raw = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        raise DocumentError("The OpenAPI document is neither JSON nor YAML.") from None
    version = ".".join(str(raw.get("openapi", "")).split(".")[:2]) if isinstance(raw, dict) else ""
    if version not in _VERSIONS:
        raise DocumentError("This is no OpenAPI document of version 3.0 or 3.1. Ask the agency for one.")
    for reference in _references(raw):
        if not reference.startswith("#/"):
            raise DocumentError(f"The document refers to {reference}. Ask the agency for one that is whole by itself.")
        _at(raw, reference)
    checking, _, _ = _VERSIONS[version]
    error = next(iter(checking(raw).iter_errors()), None)
    if error is not None:
        place = "/".join(str(each) for each in error.absolute_path)
        raise DocumentError(f"The OpenAPI document is not valid at /{place}: {error.message[:200]}")
    return OpenApi(raw, version)


def _at(raw: Mapping[str, Any], reference: str) -> Any:
    """What stands at a reference. Raises DocumentError."""
    found: Any = raw
    for step in reference.removeprefix("#/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, dict) or name not in found:
            raise DocumentError(f"The document refers to {reference}, which it does not have. Correct it.")
        found = found[name]
    return found


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)
