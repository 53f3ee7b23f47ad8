"""What changed in the contract, and what will end."""
