"""Land: land parcels, of an agency that speaks REST."""
