"""One type of the contract."""
