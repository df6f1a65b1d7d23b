"""Chat models behind one protocol: openai, offline, recorded; budget and retries."""
