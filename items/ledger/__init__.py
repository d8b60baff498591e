"""The list of items (任务台账): filters, leads, edits, the Excel ledger."""
