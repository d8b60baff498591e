"""Addresses and the networks that they belong to."""

import ipaddress


def is_within(address, networks):
    """Whether the address belongs to one of the networks; what is none belongs to no network."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A server that listens by IPv6 hears ::ffff:10.2.0.7 of who comes by IPv4.
    known = getattr(known, "ipv4_mapped", None) or known
    return any(known in network for network in networks)
