"""How BPJS Kesehatan signs what it is asked and seals what it answers.

Asked: `X-signature` is base64(HMAC-SHA256(secret, consId + "&" + timestamp)). Answered: the text is compressed by
LZ-String, encrypted by AES-256-CBC and written in base64; the key is SHA-256(consId + secret + timestamp of the
question), the initialisation vector its first 16 bytes. So an answer opens only with the timestamp that was sent.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from hub.connectors.insurance.lzstring import decompress

MOST_TEXT: Final = 64 * 1024
"""UTF-16 units of one answer; a member has about a thousand."""


def signed(credentials: Mapping[str, str], timestamp: str) -> dict[str, str]:
    """The headers of a question at this time (Unix seconds)."""
    cons_id = credentials["cons_id"]
    digest = hmac.digest(credentials["secret"].encode(), f"{cons_id}&{timestamp}".encode(), "sha256")
    return {
        "X-cons-id": cons_id,
        "X-timestamp": timestamp,
        "X-signature": base64.b64encode(digest).decode(),
        "user_key": credentials["user_key"],
    }


def opened(credentials: Mapping[str, str], timestamp: str, sealed: str) -> str:
    """The text of an answer to the question of that time. Raises ValueError for anything else."""
    try:
        encrypted = base64.b64decode(sealed, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    decryptor = cipher(credentials, timestamp).decryptor()
    unpadder = PKCS7(128).unpadder()
    padded = decryptor.update(encrypted) + decryptor.finalize()
    compressed = unpadder.update(padded) + unpadder.finalize()
    return decompress(compressed.decode("ascii"), MOST_TEXT)


def cipher(credentials: Mapping[str, str], timestamp: str) -> Cipher[modes.CBC]:
    """AES-256-CBC with the key of that time."""
    secret = f"{credentials['cons_id']}{credentials['secret']}{timestamp}"
    key = hashlib.sha256(secret.encode()).digest()
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
