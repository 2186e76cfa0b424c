"""What a browser says of itself, in the words of whoever sits before it. Pure."""

BROWSERS = (  # the first that fits: most pretend to be the ones further down as well
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android telephone or tablet"),
    ("CrOS", "a Chromebook"),
    ("Windows", "a Windows computer"),
    ("Mac OS X", "a Mac"),
    ("Linux", "a Linux computer"),
)


def device_words(user_agent: str) -> str:
    """As in "Chrome on a Windows computer"; "A device that does not say what it is"."""
    browser = _first(BROWSERS, user_agent)
    machine = _first(MACHINES, user_agent)
    if browser and machine:
        return f"{browser} on {machine}"
    if browser or machine:
        return browser or f"{machine[0].upper()}{machine[1:]}"
    return "A device that does not say what it is"


def _first(words, user_agent: str) -> str:
    return next((word for mark, word in words if mark in user_agent), "")
