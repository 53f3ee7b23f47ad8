"""What is asked of the record in one query each: root fields of the graph, and searches by what a name is like."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from hub.core.identifiers import global_id

PERSON: Final = """
    id nik fullName version address { village } mother { fullName } licences { nib }
    familyCard { number head { nik } members { relationship citizen { nik fullName } } }
    history(first: 5) { edges { node { at } } }
"""
NODES: Final = "{ edges { node { id } } }"
QUERIES: Final[Mapping[str, str]] = {
    "citizen": f"query ($nik: NIK!) {{ citizen(nik: $nik) {{ {PERSON} }} }}",
    "citizen, resolved": "query ($nik: NIK!) { citizen(nik: $nik) { nik applications { edges { node { state } } } } }",
    "citizen, in the past": "query ($nik: NIK!, $at: DateTime!) { citizen(nik: $nik, asOf: $at) { nik fullName } }",
    "citizen, where it comes from": """
        query ($nik: NIK!) { citizen(nik: $nik) {
            provenance(attribute: "fullName") { version } provenances { version }
            history(first: 5) { edges { node { changed changes { attribute } } } }
        } }
    """,
    "citizen, who read her": f"""
        query ($nik: NIK!) {{ citizen(nik: $nik) {{
            suggestions {{ service }} accesses(first: 5) {NODES} objections(first: 5) {NODES}
        }} }}
    """,
    "citizen, contested": f"query ($nik: NIK!) {{ citizen(nik: $nik) {{ nik discrepancies(first: 5) {NODES} }} }}",
    "citizenByBirthDeed": "query ($deed: String!) { citizenByBirthDeed(deedNumber: $deed) { nik } }",
    "citizens": f"query ($niks: [NIK!]!) {{ citizens(niks: $niks) {{ {PERSON} }} }}",
    "node": f"query ($id: ID!) {{ node(id: $id) {{ ... on Citizen {{ {PERSON} }} }} }}",
    "_entities": "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { nik fullName } } }",
    "familyCard": "query ($card: FamilyCardNumber!) { familyCard(number: $card) { number members { relationship } } }",
    "matchCitizen": "query ($claim: CitizenClaim!) { matchCitizen(claim: $claim) { nik } }",
    "application": "query ($number: String!) { application(trackingNumber: $number) { state } }",
    "applications": "{ applications(first: 5) { edges { node { state } } } }",
    "applications, a queue": "{ applications(first: 5, filter: {states: [SUBMITTED]}) { edges { node { state } } } }",
    "applications, of a region": """
        { applications(first: 5, filter: {states: [SUBMITTED], regionCode: "19.01.01"}) { edges { node { state } } } }
    """,
    "applications, due": """
        { applications(first: 5, filter: {dueBefore: "2026-12-01T00:00:00Z"}) { edges { node { state } } } }
    """,
    "applications, mine": "{ applications(first: 5, filter: {mine: true}) { edges { node { state } } } }",
    "correctionPreview": """
        query ($nik: NIK!) { correctionPreview(input: {nik: $nik, sourceKind: BIRTH_DEED, attributes: {
            fullName: "Rosmala Contoh"
        }}) { version ripples { kind } } }
    """,
    "duplicateCandidates": "{ duplicateCandidates(first: 5) { edges { node { state } } } }",
    "duplicateCandidates, of one": """
        query ($nik: NIK!) { duplicateCandidates(filter: {nik: $nik}) { edges { node { state } } } }
    """,
    "duplicateCandidates, settled": """
        { duplicateCandidates(first: 5, filter: {state: DISMISSED}) { edges { node { state } } } }
    """,
    "discrepancies": f"{{ discrepancies(first: 5) {NODES} }}",
    "discrepancies, settled": f"{{ discrepancies(first: 5, filter: {{states: [DECIDED, WITHDRAWN]}}) {NODES} }}",
    "deliveries": f"{{ deliveries(first: 5) {NODES} }}",
    "deliveries, given up": f"{{ deliveries(first: 5, filter: {{states: [DEAD, IN_DOUBT]}}) {NODES} }}",
    "deliveries, of a state that none has": f"{{ deliveries(first: 5, filter: {{states: [MISMATCH]}}) {NODES} }}",
    "deliveries, to somebody new": f'{{ deliveries(first: 5, filter: {{target: "welfare"}}) {NODES} }}',
    "deliveries, one": f'{{ deliveries(filter: {{id: "{global_id("Delivery", uuid.UUID(int=1))}"}}) {NODES} }}',
    "deliveries, of a rare kind": f'{{ deliveries(first: 5, filter: {{kind: "citizen.merged"}}) {NODES} }}',
    "workItems": f"{{ workItems(first: 5) {NODES} }}",
    "handOvers": "{ handOvers { id people } }",
    "handOvers, open": "{ handOvers(state: OFFERED) { id people } }",
    "residence": "query ($nik: NIK!) { residence(nik: $nik) { isHere } }",
    "verifyDocument": 'query { verifyDocument(code: "C7") { status } }',
    "viewer": "{ viewer { __typename } }",
    "receiptLog": "{ receiptLog { keys head } }",
    "receiptLog, of two sizes": "{ receiptLog { head(size: 300) consistency(first: 300, second: 1000) } }",
    "applications, with an alarm": "{ applications(first: 5, filter: {alarm: PAST}) { edges { node { state } } } }",
    "promiseAlarms": "{ promiseAlarms(filter: {states: [COMPLETE]}) { near past } }",
    "satisfaction": "{ satisfaction { service } }",
    "dashboard": """
        { dashboard(from: "2026-01-01", until: "2026-03-31", step: MONTH, region: "19.01.01") {
            districts { name } intake { received } open { applications } promises { issued } vitals { number }
            onceOnly { month } satisfaction { index } words
        } }
    """,
    "scoreboard": "{ scoreboard { service } }",
    "services": "{ services { name } }",
    "regions": '{ regions(name: "sungai", inside: "bangka") { code province } }',
    "onceOnlyMeter": '{ onceOnlyMeter(service: "testCertificate", from: "2026-01-01", until: "2026-06-30") { month } }',
    "codeList": '{ codeList(name: "Sex") { value } }',
    "agencies": "{ agencies { name } }",
    "_service": "{ _service { sdl } }",
}
SEARCHES: Final[Mapping[str, Mapping[str, Any]]] = {
    "a frequent name": {"name": "Siti"},
    "a frequent name in a village": {"name": "Siti", "regionCode": "19.01.08.2001"},
    "two frequent names": {"name": "Muhammad Saputra", "regionCode": "19.01.01"},
    "a rare name": {"name": "Suparmen Rosmalla"},
    "with a year": {"name": "Nurhayati", "birthYear": 1987},
    "with a mother": {"name": "Ahmad", "motherName": "Siti Dewi", "regionCode": "19.01.02"},
}
