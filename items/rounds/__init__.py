"""What the pages of the reporting rounds show (报送): roll-call, one period, what waits for a decision, what is asked.

Read only. Closed periods are read from their frozen sheets, open ones from the database.
"""
