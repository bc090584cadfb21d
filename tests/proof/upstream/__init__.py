"""A bench for bad upstream answers: the real use cases and adapters over HTTP, our own state in memory."""
