"""How often is it wrong? Measured on sets of our own and, where they are present, on public ones."""
