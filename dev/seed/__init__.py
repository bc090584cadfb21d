"""The demonstration data: two invented companies and the people in them."""
