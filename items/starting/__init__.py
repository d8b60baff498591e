"""The first steps of an empty portal, and what comes next after an import."""
