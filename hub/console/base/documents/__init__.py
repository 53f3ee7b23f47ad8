"""Papers, shown to who may read them."""
