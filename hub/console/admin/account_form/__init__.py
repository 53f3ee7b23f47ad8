"""A new account, and changes of one."""
