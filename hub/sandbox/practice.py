"""Cases to practise on: invented families' applications, brought by colleagues to the desks where lessons need them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final

import aiohttp

from hub.sandbox.colleague import Colleague
from hub.sandbox.errors import SandboxError
from hub.sandbox.sample_application import Frontend

DESKS: Final = {"SUBMITTED": 4, "COMPLETE": 2, "PROCESSING": 2, "CONFIRMED": 2, "AWAITING_SIGNATURE": 2, "ISSUED": 2}
"""Where cases wait -> how many of them."""
_OPERATOR: Final = "loket.kabupaten"
_VERIFIER, _DIVISION, _OFFICE = "kasi.kelahiran", "kabid.capil", "kadis.dukcapil"
_FIRST: Final = 30
"""People before this one are those that the documentation and checks name."""
_READ_BACK_SECONDS: Final = 60
_DAMAGED_CARD: Final = "damaged_card"
_PHONE: Final = "081271000009"
_PERSON: Final = """query Family($nik: NIK!) {
  citizen(nik: $nik) { familyCard { number head { nik fullName } } }
}"""


async def bring_cases(data: Mapping[str, Any], desks: Mapping[str, int] = DESKS) -> list[str]:
    """Brings cases to each desk of a running demonstration; their numbers. `data` is the content of demo.json.

    Raises SandboxError.
    """
    try:
        async with aiohttp.ClientSession() as http, AsyncExitStack() as stack:
            frontend = await Frontend.arrive(http, data)
            office = _Desks({name: await _arrived(stack, data, name) for name in _NAMES})
            forms = _forms(frontend, data["sample"]["niks"][_FIRST:])
            numbers = []
            for desk in (desk for desk, count in desks.items() for _ in range(count)):
                form = await anext(forms)
                numbers.append(await frontend.submit(form, _DAMAGED_CARD))
                await office.bring(numbers[-1], form, desk)
            return numbers
    except (aiohttp.ClientError, TimeoutError, KeyError, TypeError, StopAsyncIteration) as error:
        raise SandboxError(f"The hub runs but the practice cases were not made ({type(error).__name__}).") from error


_NAMES: Final = (_OPERATOR, _VERIFIER, _DIVISION, _OFFICE)


async def _arrived(stack: AsyncExitStack, data: Mapping[str, Any], name: str) -> Colleague:
    colleague = await Colleague.arrive(data, name)
    stack.push_async_callback(colleague.close)
    return colleague


async def _forms(frontend: Frontend, niks: list[str]) -> AsyncIterator[dict[str, Any]]:
    """A damaged card that is printed again, of one family after the other."""
    seen: set[str] = set()
    for nik in niks:
        card = (await frontend.ask(_PERSON, nik=nik))["citizen"]["familyCard"]
        if card is None or card["head"] is None or card["number"] in seen:
            continue
        seen.add(card["number"])
        head = card["head"]
        yield {
            "familyCard": {
                "cause": {"reprint": {"headNik": head["nik"], "reason": "DAMAGED"}},
                "familyCardNumber": card["number"],
                "reporter": {"fullName": head["fullName"], "nik": head["nik"], "phone": _PHONE},
            }
        }


class _Desks:
    """The office's colleagues by name."""

    def __init__(self, colleagues: Mapping[str, Colleague]) -> None:
        self._colleagues = colleagues

    async def bring(self, number: str, form: Mapping[str, Any], desk: str) -> None:
        """Brings an application to the desk where it shall wait."""
        page = f"/console/applications/{number}"
        steps = (
            ("COMPLETE", self._check), ("PROCESSING", self._verify), ("CONFIRMED", self._record),
            ("AWAITING_SIGNATURE", self._validate), ("ISSUED", self._sign),
        )  # fmt: skip
        for reached, step in steps if desk != "SUBMITTED" else ():
            await step(page, form)
            if reached == desk:
                return

    async def _check(self, page: str, _form: Mapping[str, Any]) -> None:
        for step in ("claimApplication", "acceptApplication"):
            await self._colleagues[_OPERATOR].press(page, f"/step/{step}")

    async def _verify(self, page: str, _form: Mapping[str, Any]) -> None:
        await self._colleagues[_VERIFIER].press(page, "/step/verifyApplication")

    async def _record(self, page: str, form: Mapping[str, Any]) -> None:
        number = form["familyCard"]["familyCardNumber"]
        await self._colleagues[_OPERATOR].press(f"{page}/siak", "/siak", familyCardNumber=number)
        for _ in range(_READ_BACK_SECONDS):
            if "Cocok dengan data kependudukan" in await self._colleagues[_OPERATOR].reads(f"{page}/siak"):
                return
            await asyncio.sleep(1)
        raise SandboxError("The worker does not read back what was recorded: see its log beside demo.json.")

    async def _validate(self, page: str, _form: Mapping[str, Any]) -> None:
        await self._colleagues[_DIVISION].press(page, "/step/validateApplication")

    async def _sign(self, page: str, _form: Mapping[str, Any]) -> None:
        await self._colleagues[_OFFICE].press(f"{page}/sign", "/sign", seen="yes")
