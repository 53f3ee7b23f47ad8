"""The record of processing activities, to be printed."""
