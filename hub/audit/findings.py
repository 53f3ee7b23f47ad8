"""What a check of the receipt log can find. Nothing of a person stands in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Each with the sentence that tells it; `{what}` is the receipt, the place or the head."""

    RECEIPT_CHANGED = "Receipt {what} is not what was written: it was changed."
    RECEIPT_MISSING = "Receipt {what} has a place in the log and is not there any more."
    RECEIPT_FORGED = "Receipt {what} has no place in the log and bears no mark of this hub: it was put there."
    RECEIPT_UNPLACED = (
        "Receipt {what} has no place in the log after two minutes: the worker stands still, or its place was removed."
    )
    SUBJECT_MISSING = "Receipt {what} is about somebody whose list of accesses does not have it any more."
    SUBJECT_ADDED = "Receipt {what} stands in the list of accesses of somebody whom it is not about."
    PLACE_CHANGED = "Place {what} in the log is not what the hub made it: receipts were exchanged, or it was changed."
    PLACE_MISSING = "Place {what} in the log is empty: what stood there was removed."
    SUBTREE_CHANGED = "A stored part of the tree is not what its receipts make it: {what}. Proofs cannot be given."
    HEAD_CHANGED = "The head of {what} leaves is not the one that was signed."
    HEAD_MISSING = "The head of {what} leaves, which a witness has, is not in the database any more."
    TREE_DIFFERS = "The tree is not the one that a witness has seen: {what}."
    TREE_CUT = "The tree is smaller than a witness has seen it: {what}."
    STATE_CHANGED = "The log believes to have another number of places than there are: {what}."


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be. `receipt_id` names the receipt where one can be named."""

    kind: Kind
    what: str
    receipt_id: uuid.UUID | None = None

    def __str__(self) -> str:
        named = (
            f" It names the receipt {self.receipt_id}." if self.receipt_id and str(self.receipt_id) != self.what else ""
        )
        return f"{self.kind.name}  {self.kind.value.format(what=self.what)}{named}"


def of_receipt(kind: Kind, receipt_id: uuid.UUID) -> Finding:
    return Finding(kind, str(receipt_id), receipt_id)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check looked at, and what it found: nothing is what should be."""

    leaves: int
    heads: int
    findings: tuple[Finding, ...]
