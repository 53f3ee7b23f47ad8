"""Pages of the office: the queue, an application with its actions, the citizens."""
