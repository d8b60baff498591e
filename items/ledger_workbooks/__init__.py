"""The office edits many items in Excel (可回填台账): the ledger out, changed by hand, compared, taken in."""
