"""What the templates of `hub new connector --openapi` are filled with: all of it comes out of the agency's document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from hub.core.errors import BadInput
from hub.exchange.contract.accounts import INVENTED
from hub.exchange.openapi.document import CREDENTIALS, DocumentError, OpenApi, read_document
from hub.exchange.openapi.shape import Attribute, Shape, answer_for, example, sample_item, shape_of

_NIK: Final = "9171011201909003"
_IDENTIFIES: Final = re.compile(r"(^|_)(nomor|number|no|id|nib|nik|kode|code)($|_)")
_WIDTH: Final = 120


class Described:
    """A document as it was given, and what of it a connector needs. Raises BadInput for one that cannot be followed."""

    def __init__(self, file: Path, operation: str) -> None:
        try:
            self.text = file.read_text(encoding="utf-8")
            self._document: OpenApi = read_document(self.text)
            self.shape: Shape = shape_of(self._document, operation)
        except (OSError, UnicodeDecodeError, DocumentError) as error:
            raise BadInput(f"{file}: {error}") from error
        self._answer = answer_for(self._document, self.shape, {"nik": _NIK}, [sample_item(self.shape)])
        if not self._document.fits(self._answer, self.shape.operation.answers["200"] or {}):
            raise BadInput(
                f"{file}: no example of an answer of {self.shape.operation.id} can be made out of its schema. Give its "
                "properties an `example` each."
            )

    def names(self) -> dict[str, str]:
        """By the names in the templates."""
        shape, known = self.shape, self.shape.operation
        credentials = CREDENTIALS[known.account.scheme]
        return {
            "operation": known.id,
            "method": known.method,
            "path": known.path,
            "path_of_nik": known.path.replace(f"{{{shape.parameter}}}", _NIK),
            "token_path": known.account.token_path or "/token",
            "document": f"{self._document.title} {self._document.version}".replace('"', "'"),
            "credentials": json.dumps(list(credentials)),
            "account": json.dumps(dict.fromkeys(credentials, INVENTED)),
            "parameter": shape.parameter,
            "nik": shape.nik,
            "person": f'answer.get("{shape.person}")' if shape.person else "answer",
            "items": f'person.get("{shape.items}") or ()' if shape.items else "(person,)",
            "many": str(bool(shape.items)),
            "given": f'{{}}, {{"{shape.parameter}": nik}}' if shape.in_body else f'{{"{shape.parameter}": nik}}',
            "datetime": "\nimport datetime as dt" if any(each.type == "dt.date" for each in shape.attributes) else "",
            "attributes": "\n".join(map(_declared, shape.attributes)),
            "keys": "\n".join(f'    "{each.name}": "{each.key}",' for each in shape.attributes),
            "sample": json.dumps(sample_item(shape)),
            "answer": json.dumps(self._answer, indent=2),
            "nobody": json.dumps(self._nobody()),
        }

    def gaps(self) -> Iterator[str]:
        """What of the answer is not taken over, for quality.toml."""
        for key in self.shape.left_out:
            yield f"{key} of {self.shape.operation.id} is not taken over: it is no plain value."

    def _nobody(self) -> Any:
        schema: Mapping[str, Any] | None = self.shape.operation.answers["404"]
        return {} if schema is None else example(self._document, schema)


def _declared(each: Attribute) -> str:
    """An attribute's line, its description cut to what fits on it."""
    kind = "IDENTIFIER" if _IDENTIFIES.search(each.name) else "GENERAL"
    head, tail = f'    {each.name}: Annotated[{each.type} | None, Attr(_C, "', f'", Sensitivity.{kind}, _OWNER)]'
    says = each.says[: _WIDTH - len(head) - len(tail)]
    return f"{head}{says}{tail}"
