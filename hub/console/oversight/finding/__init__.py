"""One finding, with its receipts, and what an auditor makes of it."""
