"""What tests begin with: the cast, rows, files, pages as trees."""
