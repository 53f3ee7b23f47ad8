"""What is kept about somebody at the counter, printed for her."""
