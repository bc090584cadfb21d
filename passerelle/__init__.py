"""The command line of Passerelle: it speaks to any deployment over its HTTP API."""
