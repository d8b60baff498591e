"""Excel sheets as every subject hands them out: cells, tables, names of files."""
