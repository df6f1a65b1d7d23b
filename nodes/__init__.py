"""What happens at each step: one file, one node, one function of the same name."""
