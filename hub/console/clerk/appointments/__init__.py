"""The appointments of a day at the office, and what an officer does with them."""
