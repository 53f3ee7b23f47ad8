"""The key with which claims are told apart that may not be kept. It lies beside the hub's other keys, not in the
database: whoever has a copy of the database cannot try out dates of birth until one fits."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hub.core.discrepancy import Marks
from hub.sealing import file_key

_FILE: Final = "claims.key"


def load_marks(folder: Path) -> Marks:
    """The marks made with the key of a folder, which is made when there is none. Raises BadInput.

    Hub and worker share the folder. With a new key a claim that was decided opens once more.
    """
    otherwise = "remove the file: what was decided on claims that are not kept may then open again."
    return Marks(file_key(folder / _FILE, what="The key of claims", otherwise=otherwise))
