"""What there is to oversee in the console's tests: somebody far away, and a finding about the operator."""

from __future__ import annotations

import datetime as dt

from hub.audit.abuse import reasons
from hub.core.identifiers import new_id
from hub.core.oversight import Finding, FindingKind
from hub.store import Database
from hub.store.bulk import copy_citizens
from hub.store.findings import FINDING, finding_values
from tests.fakes.people_of_bangka import TENANT
from tests.oversight.district import FAR, NEAR

_INSERT = (
    f"insert into access_finding (tenant, id, key, found_at, {', '.join(FINDING)})"  # noqa: S608  names of columns
    f" values ($1, $2, 'k', $3, {', '.join(f'${at}' for at in range(4, len(FINDING) + 4))})"
)


async def furnish(database: Database, reader: str) -> None:
    """The operator works in another kecamatan than FAR lives in, and one receipt of hers is odd."""
    await copy_citizens(database, [NEAR, FAR])
    await database.execute("update identity_user set region = '19.01.01' where username = 'siti'")
    now, receipt = dt.datetime.now(dt.UTC), new_id()
    await database.execute(
        "insert into receipt (tenant, id, at, actor, actor_name, client_id, purpose, operation, fields, categories,"
        " subjects) values ($1, $2, $3, $4, 'Siti Contoh', 'satu-console', 'CIVIL_REGISTRATION', 'Citizen',"
        " '{Citizen.fullName}', '{population}', $5)", TENANT, receipt, now, reader, NEAR.id.bytes,
    )  # fmt: skip
    finding = Finding(
        FindingKind.OWN_FAMILY, (reader,), "Siti Contoh", "satu-console", None, now.date(), 95,
        reasons.own_family(herself=False), (receipt,), (NEAR.id,),
    )  # fmt: skip
    await database.execute(_INSERT, TENANT, new_id(), now, *finding_values(finding))
