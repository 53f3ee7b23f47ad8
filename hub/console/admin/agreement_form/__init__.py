"""A new sharing agreement, and changes of one."""
