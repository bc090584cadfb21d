"""Well-known mistakes, each a patch of the product: the simulator is worth what it finds of them."""
