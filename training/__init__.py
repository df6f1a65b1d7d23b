"""How the models in the package were trained; none of it is needed to run them."""
