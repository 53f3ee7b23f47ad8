"""What the hub refuses is said by both standards in their own words, from one table."""

from __future__ import annotations

from hub.core.errors import ErrorCode
from hub.core.statuses import STATUS
from hub.facades.govstack import words as govstack
from hub.facades.spdci import words as spdci
from hub.facades.spdci.desk import is_passing

PASSING = {
    ErrorCode.RATE_LIMITED, ErrorCode.QUOTA_EXHAUSTED, ErrorCode.SOURCE_UNAVAILABLE, ErrorCode.INTERNAL,
}  # fmt: skip


def test_both_standards_refuse_as_the_graph_does_and_wait_for_nothing_that_does_not_pass() -> None:
    for code in ErrorCode:
        assert govstack.of_code(code, "Wait.").status == STATUS[code]
        told = spdci.of_code(code, "Wait.")
        if told.code is spdci.Err.BAD:
            assert (told.status, STATUS[code] in {400, 409, 413, 422}) == (400, True), code
        else:
            assert told.status // 100 == STATUS[code] // 100, code
    assert {code for code in ErrorCode if is_passing(spdci.of_code(code, ""))} == PASSING
