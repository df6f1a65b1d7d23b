"""How the models in the package were trained; none of it is needed to run them.

The judge learns from the dev half of `evals/data/pairs.jsonl` and from what is made of it, never from the other sets.
The scores on `pairs_independent` were looked at while it was made; `pairs_fresh` is for publishing alone: who makes
rules by what it finds writes a new set and publishes that.
"""
