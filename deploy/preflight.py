"""Refuse an address or a number of workers that cannot work, before anything else is done; see deploy/run.

Runs with the system's Python, before .venv exists: standard library only.
"""

import errno
import os
import socket
import sys


def number(name, default, largest, least=1):
    text = os.environ.get(name) or default
    if not (text.isascii() and text.isdigit() and least <= int(text) <= largest):
        refuse(
            f"{name} must be a number from {least} to {largest}, not “{text}”.",
            f"{name} 应为 {least} 到 {largest} 的数字，不能是“{text}”。",
        )
    return int(text)


def refuse(english, chinese):
    sys.exit(f"{english}\n{chinese}")


def main():
    host = os.environ.get("PORTAL_HOST") or "127.0.0.1"
    port = number("PORTAL_PORT", "8000", 65535)
    number("PORTAL_WORKERS", "2", 256)
    number("PORTAL_TICK_SECONDS", "600", 86400, least=0)
    try:
        take(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            refuse(
                f"Port {port} on {host} is in use: stop the program that uses it or set PORTAL_PORT to another port.",
                f"{host} 的端口 {port} 已被占用：请停止占用它的程序，或用 PORTAL_PORT 指定其他端口。",
            )
        refuse(
            f"The portal cannot listen on {host}, port {port} ({error.strerror}): change PORTAL_HOST or PORTAL_PORT.",
            f"平台无法在 {host} 的端口 {port} 上监听（{error.strerror}）：请修改 PORTAL_HOST 或 PORTAL_PORT。",
        )


def take(host, port):
    """Hold the address for a moment; raises OSError when it is not to be had."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as listener:
        # As gunicorn does: lingering connections of an earlier server are no hindrance.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)


if __name__ == "__main__":
    main()
