"""Every kind of data that an agreement may be about has words for whoever writes one."""

from __future__ import annotations

from hub.console.admin.agreement_words import CATEGORIES
from hub.core.agreement_rules import sharable
from hub.core.attributes import CATEGORIES as ALL


def test_every_category_of_the_hub_that_may_be_shared_has_its_words() -> None:
    shared = sharable({category.value: category for category in ALL})
    assert set(CATEGORIES) == set(shared.values())
    assert all(indonesian and english for indonesian, english in CATEGORIES.values())
