"""What forms of several subjects are made of: fields, filters of lists, shared sentences, the limit of uploads."""
