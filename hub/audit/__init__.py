"""Access receipts, and the guard that no answer leaves without one."""
