"""How the counters of the office take people."""
