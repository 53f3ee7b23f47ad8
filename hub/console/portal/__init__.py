"""The portal of integrators."""
