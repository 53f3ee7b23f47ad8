"""Abuse in sight: what looks of readers tell to somebody who knows what is usual. Pure; it decides nothing."""

from hub.audit.abuse.detector import Memory, joined, observe
from hub.audit.abuse.habits import Habit
from hub.audit.abuse.sightings import Sighting

__all__ = ["Habit", "Memory", "Sighting", "joined", "observe"]
