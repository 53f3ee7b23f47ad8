"""The contract suite: what every connector must do, whoever wrote it, as named checks on its agency's emulator.

`asked` are the checks of a connector that is asked, `files` those of one whose agency signs files, `pushes` those of
one that is called. `score` runs what is about a connector and says how it did.
"""
