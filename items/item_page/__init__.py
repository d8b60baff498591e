"""The page of one item: a mosaic of what all subjects know of it, above them all."""
