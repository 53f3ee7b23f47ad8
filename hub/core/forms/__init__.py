"""What the forms of all services have in common: fields, papers, persons, sentences. Pure, like their rules."""
