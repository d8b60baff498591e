"""The worker with which gunicorn serves the portal: a thread answers requests that are there, and waits for nobody.

One loop holds all connections (waitress): it reads each request to its end, a large one into a file, hands it to one of
the threads and sends the answer as fast as it is taken. Who sends half a request and stays, or reads his answer byte by
byte, holds a socket and no thread; in time that is taken from him as well.
"""

import copy
import logging
import os
import resource
import time

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from . import waiting
from .addresses import ALIVE, READY
from .headers import EVERYWHERE, SANDBOX

# Connections of one process; each takes a file, beside those of the portal.
MOST_CONNECTIONS = 1000
FILES_BESIDE = 200
# Seconds in which the head of a request must be there, and the whole of it: 20 MB over a slow line take minutes.
HEAD_SECONDS, REQUEST_SECONDS = 20, 600
# Seconds after which a connection on which nothing moves is closed.
IDLE_SECONDS = 75
SECONDS_BETWEEN_LOOKS = 5
LARGEST_HEAD = 64 * 1024
# The portal itself says what is too large (`items.forms.upload_limit`), which it can only to who has sent it all; what
# is larger still breaks off. Who brings no session has a name and a password to send.
LARGEST_REQUEST, LARGEST_UNKNOWN = 256 * 1024 * 1024, 1024 * 1024

# What was sent is no request that reaches the portal: so the worker answers itself, in words of its own.
REFUSALS = {
    413: (
        "What was sent is too large; sign in first, and send at most 20 MB.",
        "发送内容过大：请先登录，且不超过20 MB。",
    ),
    431: ("The request's headers are too large.", "请求头过大。"),
    500: ("The portal could not answer. Try again.", "平台暂时无法应答，请重试。"),
}
REFUSED = ("What was sent cannot be read as a request.", "无法识别所发送的请求。")


class Refusal(ErrorTask):
    """Answers what cannot be read, without repeating any of it."""

    def execute(self):
        error = self.request.error
        english, chinese = REFUSALS.get(error.code, REFUSED)
        body = f"{chinese}\n{english}\n".encode()
        self.status = f"{error.code} {error.reason}"
        kept = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        self.response_headers.extend({**kept, **EVERYWHERE, "Content-Security-Policy": SANDBOX}.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Parser(HTTPRequestParser):
    """A request that is being read; what it may come to depends on whether it bears a session."""

    adj: Adjustments

    def parse_header(self, header_plus):
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # more digits than Python makes a number of
            raise ParsingError("Content-Length is invalid") from error
        if f"{settings.SESSION_COOKIE_NAME}=" not in self.headers.get("COOKIE", ""):
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = LARGEST_UNKNOWN


class Channel(HTTPChannel):
    """A connection that knows since when it has been reading its request."""

    parser_class, error_task_class = Parser, Refusal
    began = 0.0

    def received(self, data):
        if self.request is None:
            self.began = time.time()
        return super().received(data)

    def is_too_slow(self, now):
        """Whether the request should have been there by now."""
        reading = self.request
        if reading is None:
            return False
        return now - self.began > (REQUEST_SECONDS if reading.headers_finished else HEAD_SECONDS)


class Server(TcpWSGIServer):
    """One listening socket with its connections."""

    channel_class = Channel

    def __init__(self, *args, watching, **options):
        super().__init__(*args, **options)
        self._watching = watching

    def add_task(self, task):
        """Who asks how the portal is does not queue behind those who wait for it."""
        request = task.requests[0]
        is_watching = not request.error and request.path in (ALIVE, READY)
        (self._watching if is_watching else self.task_dispatcher).add_task(task)

    def maintenance(self, now):
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.is_too_slow(now):
                channel.will_close = True


class BufferedWorker(Worker):
    """A process of gunicorn's: it lives and ends as gunicorn says, its connections are waitress's."""

    def init_process(self):
        _allow_files(MOST_CONNECTIONS + FILES_BESIDE)
        # A request that waits for a thread is no event.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        super().init_process()

    def run(self):
        waiting.prepare()
        self._connections = {}
        tasks, watching = _threads(self.cfg.threads), _threads(1)
        self._servers = [self._listen(listener.sock, tasks, watching) for listener in self.sockets]
        while self.alive:
            self._look()
            # As gunicorn's own workers do: the master may have been killed.
            if self.ppid != os.getppid():
                return
        self._end(tasks)

    def handle_exit(self, sig, frame):
        super().handle_exit(sig, frame)
        for server in getattr(self, "_servers", ()):
            server.pull_trigger()

    def _listen(self, listener, tasks, watching):
        adjustments = Adjustments(
            sockets=[listener],
            backlog=self.cfg.backlog,
            connection_limit=MOST_CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=SECONDS_BETWEEN_LOOKS,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=LARGEST_REQUEST,
            # Django's settings say which of a proxy's words are heard.
            clear_untrusted_proxy_headers=False,
            log_socket_errors=False,
            ident=None,
        )
        family = (listener.family, listener.type, listener.proto, listener.getsockname())
        options = {"adj": adjustments, "sockinfo": family, "bind_socket": False, "dispatcher": tasks}
        return Server(self.wsgi, self._connections, _sock=listener, watching=watching, **options)

    def _look(self, seconds=1.0):
        """Read and send what can be, waiting at most so many seconds for it; tells gunicorn that the process lives."""
        self.notify()
        wasyncore.loop(timeout=seconds, map=self._connections, use_poll=True, count=1)

    def _end(self, tasks):
        """Take no more connections, and answer what has been asked."""
        for server in self._servers:
            server.accepting = False
            server.del_channel()
        until = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < until and any(map(_is_busy, self._channels())):
            self._look(0.1)
        tasks.shutdown(timeout=0)

    def _channels(self):
        return [channel for server in self._servers for channel in list(server.active_channels.values())]


def _threads(number):
    tasks = ThreadedTaskDispatcher()
    tasks.set_thread_count(number)
    return tasks


def _is_busy(channel):
    return bool(channel.requests or channel.total_outbufs_len)


def _allow_files(number):
    """Let the process have so many files open, if it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
