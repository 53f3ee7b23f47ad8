"""The history of accounts, clients and keys."""
