"""How long things hold that the embedded server gives out."""

from __future__ import annotations

import datetime as dt
from typing import Final

ACCESS: Final = dt.timedelta(minutes=10)
"""An access token, and an id token."""

CODE: Final = dt.timedelta(minutes=1)
"""An authorization code: long enough for one redirect."""

GRANT: Final = dt.timedelta(hours=9)
"""A log-in with all its refresh tokens: a working day with its break, counted from the log-in and never renewed."""

ASSERTION: Final = dt.timedelta(minutes=5)
"""The longest life of a client's signed assertion."""
