"""`hub connector test`: a score that names what does not hold, on the emulator and on an agency's own address."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli.connector import lines_of
from hub.cli.main import application
from hub.connectors.insurance.emulator import ACCOUNT, create
from hub.core.calendar import now
from hub.core.errors import BadInput
from hub.exchange import ConnectorPlugin, discover
from hub.exchange.contract import declared
from hub.exchange.contract.real import scored_on_agency
from hub.exchange.contract.rig import rig
from hub.exchange.contract.score import Property, Running, Score, scored
from hub.exchange.contract.serving import served
from hub.exchange.failures import Reason, unavailable
from tests.connectors import broken

PLUGINS = {plugin.name: plugin for plugin in discover("hub.connectors tests.seventh.agencies")}
MEMBER = "9171011201909003"
HELD = Property("asked", "answers", "It answers.")


def failed(name: str) -> Property:
    return dataclasses.replace(HELD, name=name, why="It does not.")


@pytest.mark.parametrize(
    ("properties", "points", "grade"),
    [
        ([HELD] * 3, 3, "A"),
        ([HELD] * 9 + [failed("huge")], 9, "B"),
        ([HELD] * 3 + [failed("huge")], 3, "C"),
        ([HELD] * 2 + [failed("huge")], 2, "D"),
        ([HELD] * 99 + [failed("another_person")], 99, "D"),
    ],
)
def test_the_grade_is_of_the_points_and_trust_outweighs_them(
    properties: list[Property], points: int, grade: str
) -> None:
    score = Score("parks", tuple(properties))
    assert (score.points, score.grade) == (points, grade)
    last = list(lines_of(score))[-1]
    assert last == f"parks: {points} of {len(properties)} points, grade {grade}"


def told(*words: str) -> tuple[int, Any]:
    found = CliRunner().invoke(application("connector"), ["connector", "test", *words])
    return found.exit_code, found.output


def test_a_connector_that_holds_ends_with_nothing_to_do() -> None:
    code, output = told("welfare", "--json")
    said = json.loads(output)
    assert (code, said["grade"], said["points"]) == (0, "A", said["of"])
    assert {each["group"] for each in said["properties"]} == {"files", "pushes"}
    assert all(each["says"].endswith(".") for each in said["properties"])


async def test_what_a_connector_in_a_hurry_does_not_hold_is_named_without_what_it_answered(tmp_path: Path) -> None:
    hasty = dataclasses.replace(PLUGINS["welfare"], connect=broken.connect_file)
    score = await scored(hasty, tmp_path)
    lines = list(lines_of(score))
    assert score.grade == "D"
    assert {"forged", "huge", "silence"} <= {each.name for each in score.properties if not each.holds}
    assert (
        "FAILED  files.malformed: A line that cannot be read is refused with its number, and the others are taken."
        in lines
    )
    assert not [line for line in lines if "1901015" in line]


async def test_it_is_measured_that_many_keys_take_one_call(tmp_path: Path) -> None:
    """A manifest that promises more than the agency's protocol has is found out."""
    plugin = PLUGINS["insurance"]
    many = dataclasses.replace(plugin, manifest=dataclasses.replace(plugin.manifest, max_batch=3))
    async with rig(many, tmp_path) as made:
        measuring = declared.Measuring(made, many.quality)
        with pytest.raises(AssertionError):
            await declared.max_batch(measuring)
    assert measuring.figures == {"max_batch": "3 declared; 3 keys took 3 call(s) of one kind"}


async def test_an_agency_itself_is_asked_about_its_own_test_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(create(tmp_path, now)) as url:
        monkeypatch.setenv("HUB_CONNECTOR_INSURANCE_URL", url)
        for name, value in ACCOUNT.items():
            monkeypatch.setenv(f"HUB_CONNECTOR_INSURANCE_{name.upper()}", value)
        good = await scored_on_agency(PLUGINS["insurance"], [MEMBER])
        monkeypatch.setenv("HUB_CONNECTOR_INSURANCE_SECRET", "stranger")
        bad = await scored_on_agency(PLUGINS["insurance"], [MEMBER])
    assert (good.grade, good.points, len(good.left_out)) == ("A", 4, 1)
    assert {each.name: each.why.partition(":")[0] for each in bad.properties if not each.holds} == dict.fromkeys(
        ("answers", "nobody"), "SourceUnavailable (REFUSED)"
    )


def test_who_cannot_be_tested_is_a_sentence() -> None:
    done = CliRunner().invoke(application("connector"), ["connector", "test", "parks"])
    assert isinstance(done.exception, BadInput)
    assert "population" in done.exception.message
    assert "HUB_CONNECTORS=" in done.exception.message


async def test_without_an_emulator_no_fault_can_be_shown(tmp_path: Path) -> None:
    land: ConnectorPlugin = PLUGINS["land"]
    score = await scored(land, tmp_path)
    assert score.grade == "D"
    assert "has no emulator/" in score.properties[0].why


async def test_whatever_a_connector_raises_is_told_without_its_words() -> None:
    """The text of somebody else's error may hold an address, and a NIK in it."""

    async def hasty() -> None:
        raise KeyError(MEMBER)

    async def known() -> None:
        raise unavailable(PLUGINS["insurance"].manifest, Reason.UNREADABLE)

    running = Running(PLUGINS["insurance"])
    await running.add("asked", "hasty", hasty, hasty())
    await running.add("asked", "known", known, known())
    raw, told_ = (each.why for each in running.found)
    assert raw.startswith("KeyError at test_connector.py:")
    assert MEMBER not in raw
    assert told_.startswith("SourceUnavailable (UNREADABLE): ")
