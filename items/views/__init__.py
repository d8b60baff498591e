"""Thin views: fetch, ask `access`, call one domain function, answer with a page."""
