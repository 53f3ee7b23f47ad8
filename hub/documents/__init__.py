"""Uploaded papers, issued certificates, and the public answer whether a certificate is genuine."""

from hub.documents.blobs import LocalBlobs, open_blobs
from hub.documents.certificates import TypstCertificates
from hub.documents.locks import FolderLocks
from hub.documents.scanning import Clamd
from hub.documents.uploads import Uploads, check_room, document_key, is_uploader
from hub.documents.verification import mask, verification

__all__ = [
    "Clamd",
    "FolderLocks",
    "LocalBlobs",
    "TypstCertificates",
    "Uploads",
    "check_room",
    "document_key",
    "is_uploader",
    "mask",
    "open_blobs",
    "verification",
]
