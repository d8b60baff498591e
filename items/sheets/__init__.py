"""What every workbook is made of: cells, tables, names of files."""
