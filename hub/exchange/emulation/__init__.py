"""The kit of the agencies' emulators: faults on request, counted calls, pages that say what they are.

An emulator is not the agency. It answers only what the agency's documented protocol would, keeps state, and has an
admin address for tests and demonstrations.
"""

from hub.exchange.emulation.admin import add_admin
from hub.exchange.emulation.application import emulator_application, render
from hub.exchange.emulation.control import Control
from hub.exchange.emulation.faults import Faults
from hub.exchange.emulation.people import Held, People

__all__ = ["Control", "Faults", "Held", "People", "add_admin", "emulator_application", "render"]
