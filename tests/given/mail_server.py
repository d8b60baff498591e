"""A mail server of a few lines, so that tests send real e-mail to a real socket."""

import contextlib
import socket
import socketserver
import threading
from email import message_from_bytes
from email.policy import default


class Handler(socketserver.StreamRequestHandler):
    """One SMTP session; the server's `refused` addresses get a 550, everything else is kept in `server.mails`."""

    def handle(self):
        self.server.sessions += 1
        self.say("220 ready")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"RCPT" and any(address.encode() in line for address in self.server.refused):
                self.say("550 no such person here")
            elif word == b"DATA":
                self.say("354 go on")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append(message_from_bytes(b"".join(lines), policy=default))
                self.say("250 kept")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """`mails` are the parsed messages that came in, over so many `sessions`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.mails, self.refused, self.sessions = [], [], 0
        self.port = self.server_address[1]


@contextlib.contextmanager
def running():
    """A mail server on a free port for the length of the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def closed_port():
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
