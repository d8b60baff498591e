"""What `manage.py check --deploy` asks before a portal in use may start (deploy/portal.service, deploy/run with HTTPS).

An error stops the start. Each says in both languages what to do; Django's own checks stand beside them.
"""

import datetime
import ipaddress
import os
import re
import zoneinfo
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Warning, register
from django.db import DatabaseError, connection

# Kinds of file systems on which SQLite's locks do not hold, or its journal's shared memory is not shared.
NETWORK_DISKS = re.compile(
    r"nfs4?|cifs|smb\w*|9p|afs|ceph|glusterfs|lustre|ocfs2|gfs2|fuse\.(sshfs|glusterfs|s3fs|davfs)"
)
EXAMPLE_KEY = re.compile(r"tests-only|insecure|example|change|secret|password|xxxx|0{8}|1234567", re.IGNORECASE)
LEAST_KEY, LEAST_KINDS = 50, 10
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]", "::1", ""}
READ_BY_OTHERS = 0o007
# No portal of this version runs before it was made.
NOT_BEFORE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
MOUNTS, LOCAL_TIME = Path("/proc/self/mountinfo"), Path("/etc/localtime")


def _error(number, english, chinese):
    return Error(f"{english}\n{chinese}", id=f"portal.E{number:03}")


def _warning(number, english, chinese):
    return Warning(f"{english}\n{chinese}", id=f"portal.W{number:03}")


@register("portal", deploy=True)
def debug_is_off(app_configs, **kwargs):
    """Debug pages show settings and code to whoever meets an error."""
    if not settings.DEBUG:
        return []
    return [_error(1, "PORTAL_DEBUG is on: unset it.", "PORTAL_DEBUG 已开启：请取消该设定。")]


@register("portal", deploy=True)
def key_is_strong(app_configs, **kwargs):
    """Who guesses the key signs sessions and links himself."""
    key = settings.SECRET_KEY
    if len(key) >= LEAST_KEY and len(set(key)) >= LEAST_KINDS and not EXAMPLE_KEY.search(key):
        return []
    return [
        _error(
            2,
            f"The secret key is an example, shorter than {LEAST_KEY} characters or of too few different ones: unset "
            "PORTAL_SECRET_KEY, and the portal makes one in PORTAL_VAR.",
            f"密钥为示例值、不足 {LEAST_KEY} 个字符或字符种类过少：请取消 PORTAL_SECRET_KEY，"
            "由平台在 PORTAL_VAR 中生成。",
        )
    ]


@register("portal", deploy=True)
def no_demo_account_is_open(app_configs, **kwargs):
    """Their names are known and their passwords lie in a file."""
    if not (settings.HTTPS or _is_public()):
        return []
    try:
        count = get_user_model().objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:
        return []  # there are no tables yet; `first_start` says what else is wrong with the database
    if not count:
        return []
    return [
        _error(
            3,
            f"{count} demo accounts are active: deactivate them at /people/demo/ before others reach the "
            "portal, or begin with an empty one (manage.py first_start --no-seed in another PORTAL_VAR).",
            f"尚有 {count} 个演示账号处于启用状态：请先在 /people/demo/ 停用再对外开放，"
            "或另设 PORTAL_VAR 并用 manage.py first_start --no-seed 建立空库。",
        )
    ]


@register("portal", deploy=True)
def sqlite_lies_on_a_disk_of_this_machine(app_configs, **kwargs):
    """Over a network SQLite's locks do not hold, and two writers at once destroy the file."""
    if connection.vendor != "sqlite":
        return []
    folder = _database_folder()
    kind = _disk_of(folder)
    if not NETWORK_DISKS.fullmatch(kind):
        return []
    return [
        _error(
            4,
            f"The SQLite database lies in {folder} on a network disk ({kind}), where its locks do not hold: set "
            "PORTAL_VAR to a disk of this machine, or DATABASE_URL to a PostgreSQL database.",
            f"SQLite 数据库所在的 {folder} 是网络磁盘（{kind}），文件锁不可靠：请将 PORTAL_VAR 设在本机磁盘上，"
            "或用 DATABASE_URL 指定 PostgreSQL 数据库。",
        )
    ]


@register("portal", deploy=True)
def sqlite_serves_one_machine(app_configs, **kwargs):
    """A key from the environment is for several machines (README.md), and those need one database."""
    if connection.vendor != "sqlite" or not os.environ.get("PORTAL_SECRET_KEY"):
        return []
    return [
        _warning(
            5,
            "PORTAL_SECRET_KEY is for several machines, and SQLite serves one: set DATABASE_URL to a PostgreSQL "
            "database, or unset PORTAL_SECRET_KEY where there is one machine.",
            "PORTAL_SECRET_KEY 用于多机部署，而 SQLite 只能供一台机器使用：请用 DATABASE_URL 指定 PostgreSQL 数据库，"
            "单机部署请取消 PORTAL_SECRET_KEY。",
        )
    ]


@register("portal", deploy=True)
def folder_is_nobody_elses(app_configs, **kwargs):
    """Key, database and attachments are the portal's own to read."""
    folders = {settings.VAR_DIR}
    if connection.vendor == "sqlite":
        folders.add(_database_folder())
    return [
        _error(
            6,
            f"Everybody on this machine reads the folder {folder}: chmod 700 {folder}",
            f"本机任何用户都能读取文件夹 {folder}：请执行 chmod 700 {folder}",
        )
        for folder in sorted(folders)
        if folder.is_dir() and folder.stat().st_mode & READ_BY_OTHERS
    ]


@register("portal", deploy=True)
def hosts_are_named(app_configs, **kwargs):
    """With any name allowed, links in messages lead where a stranger's request said."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        _error(
            7,
            "PORTAL_ALLOWED_HOSTS allows any name (*): write the names under which browsers reach the portal.",
            "PORTAL_ALLOWED_HOSTS 允许任何域名（*）：请写明浏览器访问平台所用的域名。",
        )
    ]


@register("portal", deploy=True)
def https_is_on(app_configs, **kwargs):
    """Beyond this machine passwords and sessions would go over the line as they are."""
    if settings.HTTPS or not _is_public():
        return []
    return [
        _error(
            8,
            "The portal is open beyond this machine without HTTPS: put a proxy in front (deploy/nginx.conf) and set "
            "PORTAL_HTTPS=1.",
            "平台对本机以外开放但未启用 HTTPS：请在前端配置代理（deploy/nginx.conf）并设定 PORTAL_HTTPS=1。",
        )
    ]


@register("portal", deploy=True)
def proxies_are_known(app_configs, **kwargs):
    """Whose word on addresses counts: without, all people come from the proxy; with all, anybody is anybody."""
    if settings.HTTPS and not settings.PORTAL_TRUSTED_PROXIES:
        return [
            _error(
                9,
                "With PORTAL_HTTPS=1 a proxy stands in front, and all requests seem to come from it: set "
                "PORTAL_TRUSTED_PROXIES to its address, as in PORTAL_TRUSTED_PROXIES=127.0.0.1.",
                "PORTAL_HTTPS=1 表示前端有代理，所有请求都会显示为来自代理：请将 PORTAL_TRUSTED_PROXIES 设为代理地址，"
                "如 PORTAL_TRUSTED_PROXIES=127.0.0.1。",
            )
        ]
    if any(network.prefixlen == 0 for network in settings.PORTAL_TRUSTED_PROXIES):
        return [
            _error(
                10,
                "PORTAL_TRUSTED_PROXIES holds every address, so that anybody writes his own: name the proxies alone.",
                "PORTAL_TRUSTED_PROXIES 包含所有地址，任何人都可伪造来源：请只写代理的地址。",
            )
        ]
    return []


@register("portal", deploy=True)
def clock_is_believable(app_configs, **kwargs):
    """Periods open and close by the machine's date; its timers and its own log go by its time zone."""
    now = datetime.datetime.now(datetime.UTC)
    if now < NOT_BEFORE:
        return [
            _error(
                11,
                f"The machine's date is {now:%Y-%m-%d}, before this version was made: set its clock (timedatectl).",
                f"本机日期为 {now:%Y-%m-%d}，早于本版本发布时间：请校准时钟（timedatectl）。",
            )
        ]
    if _offset(now) == now.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE)).utcoffset():
        return []
    return [
        _warning(
            12,
            f"The machine's time zone is another than the portal's, {settings.TIME_ZONE}, so its timers and journal "
            f"show other times: timedatectl set-timezone {settings.TIME_ZONE}",
            f"本机时区与平台时区 {settings.TIME_ZONE} 不一致，定时任务和系统日志的时间会不同："
            f"请执行 timedatectl set-timezone {settings.TIME_ZONE}",
        )
    ]


def _is_public():
    """Whether browsers of other machines are meant to reach the portal."""
    names = [*settings.ALLOWED_HOSTS, os.environ.get("PORTAL_HOST", "")]
    return any(not _is_loopback(name) for name in names)


def _is_loopback(name):
    if name.lower() in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _database_folder():
    name = str(connection.settings_dict["NAME"])
    return settings.VAR_DIR if ":memory:" in name or name.startswith("file:") else Path(name).resolve().parent


def _disk_of(folder):
    """The kind of file system on which a folder lies, "" where the machine does not tell."""
    try:
        lines = MOUNTS.read_text().splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        before, _dash, after = line.partition(" - ")
        place = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), before.split()[4])
        # The later of two on one place hides the earlier.
        if Path(folder).is_relative_to(place) and len(place) >= len(best):
            best, kind = place, after.split()[0]
    return kind


def _offset(now):
    """How far the machine's own time zone is from UTC; Django sets the process's to the portal's."""
    try:
        with LOCAL_TIME.open("rb") as file:
            zone = zoneinfo.ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return datetime.timedelta(0)
    return now.astimezone(zone).utcoffset()
