"""Issuing a report to its units (交办); collectives answer through their members."""
