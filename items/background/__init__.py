"""Work beside the requests: a queue in the database, taken by processes of its own (`manage.py work`)."""
