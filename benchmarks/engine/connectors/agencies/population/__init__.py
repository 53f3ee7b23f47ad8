"""The register: asked only for persons that the record does not hold."""
