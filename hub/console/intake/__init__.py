"""Forms of the services, for whoever enters an application: at the counter, in the village, at home."""
