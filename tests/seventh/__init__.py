"""An agency that the hub does not come with, of a domain that it does not know."""
