"""Workbooks that go out as a form and come back (回填表): locked and open cells, a hidden record, differences."""
