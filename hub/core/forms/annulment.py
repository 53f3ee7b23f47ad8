"""When a step that followed a deed may be taken back: once the deed is annulled, which a court orders.

UU 23/2006 art. 72; the event stands on form F-2.01. The article was read nowhere, so that it is said to be confirmed.
"""

from __future__ import annotations

from typing import Final

ANNULLED_ID: Final = "setelah akta dibatalkan dengan putusan pengadilan (UU 23/2006 Pasal 72; perlu dikonfirmasi)"
ANNULLED_EN: Final = "once a court has annulled the deed (UU 23/2006 art. 72; to be confirmed)"
