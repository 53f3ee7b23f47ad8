"""What every page stands on: the graph as a client sees it, sessions, log-in, forms, texts, layout."""
