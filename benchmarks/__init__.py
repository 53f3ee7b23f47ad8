"""Figures of this machine: measured and printed, never asserted."""
