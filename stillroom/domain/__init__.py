"""Pure values: what Stillroom speaks about. No I/O and no framework but pydantic."""
