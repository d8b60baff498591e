"""What forms of every subject are made of: fields, lists to filter by, keys, limits, sentences."""
