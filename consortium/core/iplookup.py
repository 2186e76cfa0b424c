"""Whose address a request came from, for the audit chain and limits."""

from ipaddress import ip_address


def client_ip(request) -> str:
    """The visitor's address in its shortest spelling; empty where there is none.

    REMOTE_ADDR is believed: `proxy.RealAddress` has put there what our own
    reverse proxies passed on, and nothing that the visitor could write.
    """
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
