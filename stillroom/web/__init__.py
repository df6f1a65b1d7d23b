"""The review page, its accounts and its API, as one ASGI app."""
