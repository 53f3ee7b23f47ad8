"""Where an integrator begins."""
