"""Servers elsewhere that write: their addresses, what they can do, and asking them."""

from etude.endpoints.asking import Message, Wish
from etude.endpoints.book import Endpoint, add, find, list_endpoints, remove
from etude.endpoints.writing import Writing

__all__ = ["Endpoint", "Message", "Wish", "Writing", "add", "find", "list_endpoints", "remove"]
