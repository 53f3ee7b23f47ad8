"""How the office keeps its promises, for everybody."""
