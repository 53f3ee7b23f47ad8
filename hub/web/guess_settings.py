"""`HUB_CLAIMS`: how many differing claims about one NIK `matchCitizen` answers."""

from __future__ import annotations

from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hub.core.guessing import WINDOW, GuessLimits, Pace

_PLAIN: Final = GuessLimits()
_MOST: Final = 200
"""More would let somebody try the birth dates of half a year in a month."""


class GuessSettings(BaseModel):
    """Of one party and of all of them together, in a day of the office and in the days for which claims are kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    party_in_a_day: int = Field(default=_PLAIN.of_party.in_a_day, ge=1, le=_MOST)
    party_in_all_days: int = Field(default=_PLAIN.of_party.in_all_days, ge=1, le=_MOST)
    all_in_a_day: int = Field(default=_PLAIN.of_all.in_a_day, ge=1, le=_MOST)
    all_in_all_days: int = Field(default=_PLAIN.of_all.in_all_days, ge=1, le=_MOST)

    @model_validator(mode="after")
    def _each_is_within_the_wider_one(self) -> Self:
        """A day's that no day can reach, or one party's beyond everybody's, says something that does not hold."""
        pairs = (
            (self.party_in_a_day, self.party_in_all_days),
            (self.all_in_a_day, self.all_in_all_days),
            (self.party_in_a_day, self.all_in_a_day),
            (self.party_in_all_days, self.all_in_all_days),
        )
        if any(narrow > wide for narrow, wide in pairs):
            raise ValueError(
                f"what HUB_CLAIMS answers in a day is no more than in {WINDOW} days, "
                "and to one party no more than to all together"
            )
        return self

    @property
    def limits(self) -> GuessLimits:
        return GuessLimits(
            Pace(self.party_in_a_day, self.party_in_all_days), Pace(self.all_in_a_day, self.all_in_all_days)
        )
