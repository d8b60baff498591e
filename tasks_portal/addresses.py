"""The addresses at which machines watch the portal (`health`); the server knows them without loading the portal."""

ALIVE, READY = "/healthz", "/readyz"
