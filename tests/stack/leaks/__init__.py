"""Secrets and names through everything that Passerelle does, and a list of wherever one of them came out again."""
