"""Health insurance: BPJS Kesehatan. Copies only so far."""
