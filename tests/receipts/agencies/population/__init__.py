"""The register (invented)."""
