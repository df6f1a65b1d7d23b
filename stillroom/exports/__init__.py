"""What leaves the commons as a file; every text passes the privacy gate once more."""
