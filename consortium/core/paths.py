"""Numbers in addresses that a database can hold."""

from django.urls import register_converter

MAX_ID = 2**63 - 1


class IdConverter:
    """A record's id: 1 to 2**63 - 1, written one way. Anything else is 404, never an error."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > MAX_ID:
            raise ValueError("no record has this id")
        return number

    def to_url(self, value) -> str:
        return str(int(value))


class QuarterConverter:
    """A quarter's code, "2026-Q2", as a `Quarter`."""

    regex = "[0-9]{4}-Q[1-4]"

    def to_python(self, value: str):
        from .periods import Quarter

        quarter = Quarter.parse(value)
        if not 1990 <= quarter.year <= 2200:
            raise ValueError("no records of this quarter")
        return quarter

    def to_url(self, value) -> str:
        return getattr(value, "code", value)


class YearConverter:
    """A financial year by the calendar year it starts in, "2026", as a `FinancialYear`."""

    regex = "[0-9]{4}"

    def to_python(self, value: str):
        from .periods import FinancialYear

        if not 1990 <= int(value) <= 2200:
            raise ValueError("no records of this year")
        return FinancialYear(int(value))

    def to_url(self, value) -> str:
        return f"{getattr(value, 'year', value):04d}"


register_converter(IdConverter, "id")
register_converter(YearConverter, "year")
register_converter(QuarterConverter, "quarter")
