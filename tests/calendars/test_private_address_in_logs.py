"""The private address of a calendar opens without a password: the example of a proxy writes it to no log."""

import re

from django.urls import reverse

from ..places import ROOT

BLOCK = re.compile(r"location (\S+) \{(.*?)\}", re.DOTALL)


def test_the_example_of_a_proxy_keeps_private_addresses_out_of_its_logs():
    blocks = dict(BLOCK.findall((ROOT / "deploy/nginx.conf").read_text()))
    address = reverse("calendar_feed", args=["token"])
    # nginx takes the longest prefix that fits.
    taken = max((prefix for prefix in blocks if address.startswith(prefix)), key=len)
    assert "access_log off;" in blocks[taken] and "error_log /dev/null;" in blocks[taken]
    assert all("proxy_pass http://127.0.0.1:8000;" in block for block in blocks.values())


def test_the_server_of_the_portal_writes_no_log_of_requests():
    settings = (ROOT / "deploy/gunicorn.conf.py").read_text()
    assert "accesslog" not in settings and "access_log" not in settings
