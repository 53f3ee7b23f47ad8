"""An extract of the population register: its form, its cells, and what is refused of it."""
