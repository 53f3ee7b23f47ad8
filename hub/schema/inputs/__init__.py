"""Inputs of the graph, one a file."""
