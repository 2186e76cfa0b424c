"""The published JSON schemas of Popolo for what is exported, as far as it uses their terms.

From http://www.popoloproject.com/schemas/{motion,vote_event,vote,count,organization}.json#:
types, and what may be null. `faults` is a small validator of these four words of JSON Schema.
"""

TEXT = {"type": ["string", "null"]}
COUNT = {
    "type": "object",
    "required": ["option", "value"],
    "properties": {
        "option": {"type": "string"},
        "value": {"type": "integer"},
        "group": {"type": ["object", "null"]},
    },
}
VOTE = {
    "type": "object",
    "properties": {
        "vote_event_id": TEXT,
        "voter_id": TEXT,
        "option": TEXT,
        "group_id": TEXT,
        "role": TEXT,
        "weight": {"type": ["integer", "null"]},
        "pair_id": TEXT,
    },
}
EVENT = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "organization_id": TEXT,
        "legislative_session_id": TEXT,
        "identifier": TEXT,
        "motion_id": TEXT,
        "start_date": TEXT,
        "end_date": TEXT,
        "result": TEXT,
        "group_results": {"type": "array"},
        "counts": {"type": "array", "items": COUNT},
        "votes": {"type": "array", "items": VOTE},
    },
}
MOTION = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "organization_id": TEXT,
        "legislative_session_id": TEXT,
        "creator_id": TEXT,
        "text": TEXT,
        "identifier": TEXT,
        "classification": TEXT,
        "date": TEXT,
        "requirement": TEXT,
        "result": TEXT,
        "vote_events": {"type": "array", "items": EVENT},
    },
}
ORGANIZATION = {
    "type": "object",
    "properties": {"id": TEXT, "name": TEXT, "classification": TEXT},
}
EXPORT = {
    "type": "object",
    "properties": {
        "organizations": {"type": "array", "items": ORGANIZATION},
        "motions": {"type": "array", "items": MOTION},
        "vote_events": {"type": "array", "items": EVENT},
    },
}
KINDS = {"string": str, "integer": int, "object": dict, "array": list, "null": type(None)}


def faults(value, schema=EXPORT, where="export") -> list[str]:
    """What does not fit, each with its place; terms that no schema knows are faults, too."""
    wanted = schema.get("type", [])
    kinds = [wanted] if isinstance(wanted, str) else wanted
    if kinds and not any(type(value) is KINDS[each] for each in kinds):
        return [f"{where}: {type(value).__name__} is not {' or '.join(kinds)}"]
    found = []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{where}: {n} is missing" for n in schema.get("required", []) if n not in value]
        found += [f"{where}: {n} is not a term of Popolo" for n in value if n not in known]
        for name in value.keys() & known.keys():
            found += faults(value[name], known[name], f"{where}.{name}")
    for n, each in enumerate(value if isinstance(value, list) else ()):
        found += faults(each, schema.get("items", {}), f"{where}[{n}]")
    return found
