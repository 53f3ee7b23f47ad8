"""Notices to applicants: the texts, and how mail servers and gateways are given them. docs/adr/0040 says why so."""
