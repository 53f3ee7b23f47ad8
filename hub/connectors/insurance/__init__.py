"""Health insurance: BPJS Kesehatan."""
