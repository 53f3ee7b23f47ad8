"""Pages of oversight: findings, emergency accesses, breaches, and what is processed why."""
