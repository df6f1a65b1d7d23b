"""How the models in the package were trained; none of it is needed to run them.

The judge learns from the dev half of `evals/data/pairs.jsonl`, from the sets that `material.LEARNT` names, and from
what is made of them. `pairs_unseen` is for publishing alone: who makes rules by what it finds, or learns from it,
writes a new set, without a look at the judge, and publishes that.
"""
