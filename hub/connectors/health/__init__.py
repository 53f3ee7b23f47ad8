"""The health agency: SATUSEHAT."""
