"""The log of receipts: its heads, its witnesses, and the proof of one receipt."""
