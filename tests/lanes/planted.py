"""Bugs of one line each, as somebody could write them: where, what stands there, and what would stand there instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Bug:
    """`old` occurs once in the file."""

    name: str
    file: str
    old: str
    new: str


_LANES, _HOLES, _ITEMS = "hub/engine/lanes.py", "hub/engine/holes.py", "hub/engine/items.py"
_COMPILER, _BINDING, _OPERATION = "hub/engine/compiler.py", "hub/engine/binding.py", "hub/engine/operation.py"
_HELD, _SQL, _ROWS = "hub/store/held.py", "hub/store/held_sql.py", "hub/store/held_rows.py"

BUGS: Final = (
    Bug("refusals-forgotten", _LANES, "frozenset(context.decision.denials))", "frozenset())"),
    Bug("statement-of-another-sight", _LANES, "variant.statements.get(predicates)", "next(iter(variant.statements.values()), None)"),
    Bug("subjects-forgotten", _LANES, "context.subjects.update(_ids(found.subjects))", "_ids(found.subjects)"),
    Bug("ids-cut-short", _LANES, "range(0, len(joined), _ID_BYTES)}", "range(_ID_BYTES, len(joined), _ID_BYTES)}"),
    Bug("mark-that-can-be-guessed", _LANES, "secrets.token_hex(_ID_BYTES)", '"0" * 32'),
    Bug("mark-too-short", _LANES, "secrets.token_hex(_ID_BYTES)", "secrets.token_hex(2)"),
    Bug("unheld-not-asked", _LANES, "for nik in found.unheld if", "for nik in () if"),
    Bug("unheld-asked-once", _LANES, "while unknown :=", "if unknown :="),
    Bug("failed-agency-is-nobody", _LANES, "if any(isinstance(one, BaseException) for one in told):", "if False:"),
    Bug("not-read-again", _LANES, "if not any(isinstance(one, Citizen) for one in told):", "if True:"),
    Bug("one-more-in-a-list", _LANES, "len(argument) > limit", "len(argument) > limit + 1"),
    Bug("one-less-in-a-list", _LANES, "len(argument) > limit", "len(argument) >= limit"),
    Bug("place-off-by-one", _LANES, "return [at, *below]", "return [at + 1, *below]"),
    Bug("refusal-of-what-is-not-there", _LANES, "if path is not None and denial", "if denial"),
    Bug("values-not-coerced", _BINDING, "coerced[name] = coerce(value)", "coerced[name] = value"),
    Bug("items-not-coerced", _BINDING, "return [coerce(one) for one in value]", "return list(value)"),
    Bug("variants-of-all-refusals", _OPERATION, "self._keep((values, denied), known)", "self._keep((values, frozenset()), known)"),
    Bug("variants-of-all-flags", _OPERATION, "known = self._variants.get((values, denied))", "known = next((v for (_, d), v in self._variants.items() if d == denied), None)"),
    Bug("flags-swapped", _OPERATION, "self._compiled(dict(zip(self.flags, values, strict=True)), denied)", "self._compiled(dict(zip(self.flags, values[::-1], strict=True)), denied)"),
    Bug("null-flag-is-false", _OPERATION, "if not isinstance(value, bool):", "if False:"),
    Bug("flags-of-fragments-unseen", _OPERATION, "while left := [name for name in found.spread if name not in seen]:", "while left := []:"),
    Bug("variants-without-end", _OPERATION, "(self._steps > _MOST_STEPS and", "(self._steps < 0 and"),
    Bug("one-argument-for-all-roots", _COMPILER, "return len(self.arguments) - 1", "return 0"),
    Bug("refused-below-answered", _COMPILER, "if coordinate not in self.denied:", "if coordinate not in self.denied or len(path) > 2:"),
    Bug("refused-root-answered", _COMPILER, "if coordinate not in self.denied:", "if coordinate not in self.denied or len(path) < 2:"),
    Bug("refused-required-is-null", _COMPILER, "if isinstance(definition.type, GraphQLNonNull):", "if False:"),
    Bug("refusal-at-the-parent", _COMPILER, "RefusedField(path, [d.node", "RefusedField(path[:-1], [d.node"),
    Bug("live-out-of-the-record", _COMPILER, "if facet.name in self.known.live:", "if False:"),
    Bug("sources-of-refused-facets", _COMPILER, "in self.plan.fields and coordinate not in self.denied", "in self.plan.fields"),
    Bug("members-without-index", _COMPILER, "(*path, None) if many else path)", "path)"),
    Bug("roots-without-index", _COMPILER, "(key, None) if declaration.way is Way.CITIZENS else (key,)", "(key,)"),
    Bug("any-number-of-branches", _COMPILER, "if self.branches > _MOST_BRANCHES:", "if False:"),
    Bug("any-number-of-fields", _COMPILER, "if self.steps > _MOST_STEPS:", "if False:"),
    Bug("agency-asked-without-nik", _HOLES, "        if gap.nik:", "        if True:"),
    Bug("keys-asked-twice", _HOLES, "load_at_once(list(keys))", "load_at_once(list(keys) * 2)"),
    Bug("error-of-a-facet-untold", _HOLES, "errors.append(located_error(error, hole.nodes, path))", "located_error(error, hole.nodes, path)"),
    Bug("failed-facet-is-empty", _HOLES, 'return b"null"', 'return b"[]"'),
    Bug("indices-off-by-one", _HOLES, "else next(left) for", "else next(left) + 1 for"),
    Bug("item-index-off-by-one", _HOLES, "hole.items.carefully(item, [*path, at])", "hole.items.carefully(item, [*path, at + 1])"),
    Bug("last-of-one-object", _HOLES, "return write(items[0]) if items", "return write(items[-1]) if items"),
    Bug("errors-of-one-object-untold", _HOLES, "carefully(items[0], path)\n        errors += found", "carefully(items[0], path)\n        found.clear()"),
    Bug("held-sources-without-time", _HOLES, "FacetCopy(facet, (), times[facet], fresh=False)", "FacetCopy(facet, (), None, fresh=False)"),
    Bug("held-sources-are-fresh", _HOLES, "FacetCopy(facet, (), times[facet], fresh=False)", "FacetCopy(facet, (), times[facet], fresh=True)"),
    Bug("record-never-fresh", _HOLES, "found = [record_source(context, gap.person_id, as_of)]", "found = [record_source(context, uuid.UUID(int=0), as_of)]"),
    Bug("any-number-is-whole", _ITEMS, "type(value) is int and -_INT <= value < _INT", "type(value) is int"),
    Bug("any-value-is-text", _ITEMS, "if value is None or type(value) is str:", "if True:"),
    Bug("any-value-is-a-day", _ITEMS, "if value is None or type(value) is dt.date:", "if True:"),
    Bug("names-out-of-order", _ITEMS, "for key in self._order}", "for key in sorted(self._order)}"),
    Bug("errors-without-key", _ITEMS, "field.nodes, [*path, field.key])", "field.nodes, path)"),
    Bug("arguments-backwards", _HELD, "else arguments[int(slot)]", "else arguments[-1 - int(slot)]"),
    Bug("a-pattern-for-a-region", _HELD, 'rows.region if usable(rows) else ""', "rows.region"),
    Bug("asks-for-those-who-see-nobody", _HELD, "if unheld and usable(rows) else ()", "if unheld else ()"),
    Bug("subjects-of-the-first-root", _HELD, "''::bytea)\" for root in found)", "''::bytea)\" for root in found[:1])"),
    Bug("unheld-of-the-first-root", _HELD, '.u" for root in found)', '.u" for root in found[:1])'),
    Bug("persons-of-any-region", _SQL, '            f" and {self._admitted(person)}"\n        )\n        level.subjects', '            " and true"\n        )\n        level.subjects'),
    Bug("heads-of-any-region", _SQL, '            f" and {self._admitted(person)}"\n        )\n        level.subjects', "            f\" and {self._admitted(person) if nik == 'u1.nik' else 'true'}\"\n        )\n        level.subjects"),
    Bug("members-of-any-region", _SQL, '            f" and {self._admitted(person)}"\n        )\n\n    def _admitted', '            ""\n        )\n\n    def _admitted'),
    Bug("cards-without-sight", _SQL, 'f" and exists (select from {members})"', '""'),
    Bug("persons-of-any-district", _SQL, '{person}.tenant = {tenant} and {person}.nik = {nik}"', '{person}.nik = {nik}"'),
    Bug("cards-of-any-district", _SQL, "{card}.tenant = {self._slots.tenant} and {card}.number = {asked}.number", "{card}.number = {asked}.number"),
    Bug("members-of-any-district", _SQL, "{person}.tenant = {card}.tenant and {person}.family", "{person}.family"),
    Bug("card-of-any-district", _SQL, "where {card}.tenant = {person}.tenant and {card}.number", "where {card}.number"),
    Bug("person-not-a-subject", _SQL, 'level.subjects.append(f"uuid_send({person}.id)")\n        level.unheld', "level.unheld"),
    Bug("members-not-subjects", _SQL, 'level.subjects.append(f"uuid_send({person}.id)")\n        json', "json"),
    Bug("members-of-a-card-not-subjects", _SQL, 'level.subjects.append(f"(select string_agg', 'str(f"(select string_agg'),
    Bug("subjects-below-lost", _SQL, 'level.subjects.append(f"{alias}.s")', "pass"),
    Bug("unheld-below-lost", _SQL, 'level.unheld.append(f"{alias}.u")', "pass"),
    Bug("index-from-one", _SQL, '(f"{asked}.o - 1",)', '(f"{asked}.o",)'),
    Bug("list-backwards", _SQL, "level.gathered(json, f'{asked}.o')", "level.gathered(json, f'{asked}.o desc')"),
    Bug("head-not-first", _SQL, "{m}.family_relationship <> 'HEAD', {m}.birth_date", "{m}.birth_date"),
    Bug("family-not-by-age", _SQL, "<> 'HEAD', {m}.birth_date, {m}.id", "<> 'HEAD', {m}.id"),
    Bug("one-hole-for-all", _SQL, "|| '{step.number}'\"", "|| '0'\""),
    Bug("no-copies-is-null", _SQL, "end {found}), '[]'::json)\"", 'end {found}), null::json)"'),
    Bug("all-of-one-object", _SQL, "from {items} limit 1) end", "from {items}) end"),
    Bug("odd-values-let-through", _SQL, "case when {odd(f'{copy}.items', step.types)} then", "case when false then"),
    Bug("times-backwards", _SQL, "for f in step.times)]", "for f in step.times[::-1])]"),
    Bug("refused-is-a-text", _SQL, 'if step.text is not None else "null::text"', "if step.text is not None else \"''::text\""),
    Bug("region-of-a-region", _ROWS, " and length({row}.region_code) >= {digits}", ""),
    Bug("parent-without-name-is-nobody", _ROWS, "({row}.father_name is not null or {row}.father_nik is not null)", "{row}.father_name is not null"),
    Bug("time-of-another-zone", _ROWS, "at time zone 'UTC', 'YYYY", "at time zone 'Asia/Jakarta', 'YYYY"),
    Bug("names-cut-by-the-database", _ROWS, "if len(key) > _LONGEST_NAME:", "if False:"),
)  # fmt: skip
