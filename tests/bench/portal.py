"""The portal as gunicorn serves it, on the last day of the year that was lived: `gunicorn tests.bench.portal`.

`application` is the portal, `floor` what the same server, driver and machine do with the same rows and bytes when
nothing else is done: `/floor/?statement=…&size=…` runs the statements and answers as many bytes.
"""

from django.core.wsgi import get_wsgi_application

_portal = get_wsgi_application()

from django.db import connection  # noqa: E402
from django.http.request import QueryDict  # noqa: E402

from departments import clock  # noqa: E402
from items.simulation.people import MORNING, moment  # noqa: E402

from .cities import LAST_DAY  # noqa: E402

_NOW = moment(LAST_DAY, MORNING)


def application(environ, start_response):
    """The portal with its clock set; the bare floor below /floor/."""
    path = environ["PATH_INFO"]
    if path.startswith("/floor/"):
        asked = QueryDict(environ["QUERY_STRING"])
        return _floor(asked.getlist("statement"), int(asked["size"]), start_response)
    with clock.at(_NOW):
        return _portal(environ, start_response)


def _floor(statements, size, start_response):
    rows = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            rows.extend(cursor.fetchall())
    line = "<tr>%s</tr>\n"
    body = "".join(line % "".join(f"<td>{value}</td>" for value in row) for row in rows).encode()
    body = body[:size].ljust(size)
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
