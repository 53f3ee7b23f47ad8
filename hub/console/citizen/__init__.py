"""The citizen's own pages: who saw her data, what she objects to, and everything that is kept about her."""
