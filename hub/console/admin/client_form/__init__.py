"""A new client, and changes of one."""
