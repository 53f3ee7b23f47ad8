"""The agency and the service of `examples/`: found as a hub finds its own, and in the graph with their form. Their own
tests lie beside them."""

from __future__ import annotations

from hub import services
from hub.exchange import discover
from hub.schema.root import build


def test_the_examples_stand_in_the_graph_beside_the_hubs_own() -> None:
    (land,), (change,) = discover("examples.connector"), services.discover("examples.service")
    form = services.read_manifest("examples.service.occupation_change").fields
    written = build(land.facets, [*services.discover(), change]).as_str()
    assert "landParcels" in written
    assert "Requires scope `land:read`. Category land." in written
    assert "occupationChange: OccupationChange" in written
    assert [field.path for field in form][:2] == ["applicantNik", "occupation"]
