"""Whether a paper is genuine, without a network."""
