"""The database of the settings, and what the portal needs of the SQLite that Python brings along."""

import contextlib
import os
import sqlite3

import environ

from .refusing import refusal


def database(folder, days_back=0):
    """SQLite in `folder` unless DATABASE_URL names a PostgreSQL database, which a demonstration must not touch."""
    url = os.environ.get("DATABASE_URL", "")
    if url and days_back:
        raise refusal(
            "PORTAL_DAYS_BACK is for a demonstration and DATABASE_URL for a database in use: unset one of the two.",
            "PORTAL_DAYS_BACK 仅供演示，DATABASE_URL 用于正式数据库，二者不能同时设定，请取消其中一项。",
        )
    if not url:
        url = f"sqlite:///{folder / 'portal.sqlite3'}"
    if not url.startswith(("postgres://", "postgresql://", "sqlite:///", "sqlite://:memory:")):
        raise refusal(
            "DATABASE_URL must begin with postgres:// or sqlite:///.",
            "DATABASE_URL 应以 postgres:// 或 sqlite:/// 开头。",
        )
    try:
        config = environ.Env.db_url_config(url)
    except (ValueError, KeyError) as error:
        raise refusal(f"DATABASE_URL cannot be read: {error}.", f"无法解读 DATABASE_URL：{error}。") from error
    if config["ENGINE"] == "django.db.backends.sqlite3":
        refuse_bare_sqlite()
        # WAL lets readers go on beside a writer; IMMEDIATE makes two writers queue instead of failing. FULL: what was
        # answered with success is on the disk, whatever becomes of the power; a quarter of a millisecond a step.
        config["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;",
            "transaction_mode": "IMMEDIATE",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


def refuse_bare_sqlite():
    """Searching needs FTS5, which nearly every SQLite has; without it `migrate` would stop half-way."""
    try:
        with contextlib.closing(sqlite3.connect(":memory:")) as bare:
            bare.execute("CREATE VIRTUAL TABLE texts USING fts5(words)")
    except sqlite3.OperationalError as error:
        raise refusal(
            f"This Python's SQLite {sqlite3.sqlite_version} has no full-text search ({error}; FTS5): "
            "take a Python whose SQLite has it, or a PostgreSQL database by DATABASE_URL.",
            f"当前 Python 自带的 SQLite {sqlite3.sqlite_version} 不支持全文检索（{error}；FTS5）："
            "请换用支持 FTS5 的 Python，或用 DATABASE_URL 指定 PostgreSQL 数据库。",
        ) from error
