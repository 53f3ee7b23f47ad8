"""Searching at once: what is found, what is not, what of it leaves a receipt, and what is refused."""

from __future__ import annotations

from tests.facades.spdci.asking import Office, identifier
from tests.receipts.running import SECRET, Running


async def test_a_person_is_found_by_her_number_and_the_receipt_names_the_operation(hub: Running) -> None:
    office, known = await Office.of(hub), hub.people.known
    (part,) = await office.find(identifier(known.nik))
    (record,) = part["data"]["reg_records"]
    assert record["name"] == {"@type": "Name", "given_name": SECRET}
    assert record["identifier"] == {"@type": "Identifier", "identifier_type": "NIN", "identifier_value": known.nik}
    assert record["birth_date"] == str(known.birth_date)
    assert None not in record.values()
    receipt = (await hub.receipts())[-1]
    assert receipt["operation"] == "SpdciCrvsPerson"
    assert receipt["client_id"] == "frontend"
    assert receipt["subjects"] == [known.id]
