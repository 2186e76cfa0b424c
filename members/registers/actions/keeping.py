"""Filling a record of a register from what a form gave, and what the audit keeps of it."""


def put(record, names, values: dict) -> None:
    """Set the fields called `names`; what is not given is empty. Nothing is saved."""
    for name in names:
        value = values.get(name, record._meta.get_field(name).get_default())
        setattr(record, name, value.strip() if isinstance(value, str) else value)


def kept(record, names) -> dict:
    """The fields called `names` as their columns hold them: people and others as numbers (D3)."""
    return {name: getattr(record, record._meta.get_field(name).attname) for name in names}
