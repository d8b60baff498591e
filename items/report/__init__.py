"""One report as published, with the items where their text stands."""
