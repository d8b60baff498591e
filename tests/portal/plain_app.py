"""A WSGI application to serve where the portal itself does not matter: what it does stands in the path."""

import io
import time

BIG = 30 * 1024 * 1024


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/later":
        time.sleep(2)
    body = b"x" * BIG if path == "/big" else str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "text/plain")])
    return environ["wsgi.file_wrapper"](io.BytesIO(body))
