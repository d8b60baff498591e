"""The first start: the real report, its units and demo accounts."""
