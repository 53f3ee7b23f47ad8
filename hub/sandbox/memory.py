"""What the seed needed once is given back to the system, since the supervisor lives as long as the demonstration."""

from __future__ import annotations

import ctypes
import gc


def give_back_memory() -> None:
    """Frees what nobody refers to any more; where the C library is not glibc, as far as Python alone can."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
