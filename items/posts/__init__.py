"""Who holds which post, hands it over and is stood in for."""
