"""How many of the persons that stand twice in a record the hub finds, and how many pairs it names wrongly."""
