"""The geometry of a map: clusters as discs of dots, near each other when they speak of similar things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_GOLDEN = pi * (3 - sqrt(5))
_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Disc:
    """A cluster in its place, with the places of its members in their order."""

    number: int
    x: float
    y: float
    radius: float
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ClusterMap:
    """A map: discs, and the items that belong to none."""

    width: float
    height: float
    dot: float
    discs: tuple[Disc, ...]
    singles: tuple[tuple[float, float], ...]


def flatten(vectors: NDArray[np.float32]) -> Points:
    """Project rows onto the two directions in which they differ most, each scaled to -1 … 1.

    The sign of a direction is fixed by its largest part, so that the same rows always give the same picture.
    """
    if len(vectors) == 0:
        return np.zeros((0, 2))
    centred = np.asarray(vectors, dtype=np.float64) - vectors.mean(axis=0, dtype=np.float64)
    _, axes = np.linalg.eigh(centred.T @ centred)
    main = axes[:, :-3:-1]
    main = main * np.sign(main[np.abs(main).argmax(axis=0), [0, 1]])
    flat: Points = centred @ main
    # a few far-off rows must not press all others into one spot
    reach = np.maximum(np.quantile(np.abs(flat), 0.97, axis=0), 1e-9)
    scaled: Points = np.clip(flat / reach, -1, 1)
    return scaled


def lay_map(
    points: Points, groups: Sequence[Sequence[int]], singles: Sequence[int], *, width: float, height: float
) -> ClusterMap:
    """Draw each group as a disc at its middle, then move discs apart until none covers another."""
    sizes = [len(g) for g in groups]
    dot = _dot(sum(sizes), width * height)
    radii = np.array([2.1 * dot * sqrt(n) + 2 * dot for n in sizes])
    frame = np.array([width, height])
    middles = np.array([points[list(g)].mean(axis=0) for g in groups]).reshape(len(groups), 2)
    centres = _apart(_stretched(middles, frame), radii, frame)
    discs = [
        Disc(number, float(x), float(y), float(radii[number]), _sunflower(x, y, sizes[number], 2.1 * dot))
        for number, (x, y) in enumerate(centres)
    ]
    loose = _outside((points[list(singles)] * 0.98 + 1) / 2 * frame, centres, radii + dot)
    return ClusterMap(width, height, dot, tuple(discs), tuple((float(x), float(y)) for x, y in loose))


def _dot(count: int, area: float) -> float:
    """Size the dots so that all discs together cover a good part of the area."""
    return float(np.clip(sqrt(0.2 * area / (pi * max(1, count))) / 2.1, 1.4, 7.0))


def _stretched(middles: Points, frame: Points) -> Points:
    """Use the whole frame: the middles of groups lie closer together than their members."""
    if len(middles) == 0:
        return middles
    low, high = middles.min(axis=0), middles.max(axis=0)
    spread: Points = (0.12 + 0.76 * (middles - low) / np.maximum(high - low, 1e-9)) * frame
    return spread


def _apart(centres: Points, radii: Points, frame: Points) -> Points:
    margin = (radii + 6)[:, None]
    room = np.maximum(frame - margin, margin)
    for _ in range(_ROUNDS):
        offset = centres[:, None, :] - centres[None, :, :]
        distance = np.sqrt((offset**2).sum(axis=2))
        overlap = radii[:, None] + radii[None, :] + 8 - distance
        np.fill_diagonal(overlap, 0)
        if (overlap <= 0.5).all():
            break
        overlap = np.maximum(overlap, 0)
        # two on the very same spot part along a direction that their numbers give
        turn = np.subtract.outer(np.arange(len(radii)), np.arange(len(radii))) * _GOLDEN
        same = (distance < 1e-6)[:, :, None]
        away = np.where(same, np.stack([np.sin(turn), np.sin(turn * 2)], axis=2), offset)
        away = away / np.maximum(np.linalg.norm(away, axis=2, keepdims=True), 1e-9)
        centres = centres + (away * overlap[:, :, None]).sum(axis=1) * 0.35
        centres = np.clip(centres, margin, room)
    return centres


def _outside(loose: Points, centres: Points, radii: Points) -> Points:
    """Move what belongs to no disc to the rim of the disc it lies in."""
    for centre, radius in zip(centres, radii, strict=True):
        offset = loose - centre
        distance = np.maximum(np.linalg.norm(offset, axis=1, keepdims=True), 1e-9)
        loose = np.where(distance < radius, centre + offset / distance * radius, loose)
    return loose


def _sunflower(x: float, y: float, count: int, spacing: float) -> tuple[tuple[float, float], ...]:
    turns = np.arange(count)
    reach = spacing * np.sqrt(turns + 0.5)
    return tuple(zip((x + reach * np.cos(turns * _GOLDEN)).tolist(), (y + reach * np.sin(turns * _GOLDEN)).tolist(), strict=True))


def dotted(places: Sequence[tuple[float, float]]) -> str:
    """Give many dots as one path: points of no length, which round line ends make visible."""
    return "".join(f"M{x:.0f} {y:.0f}h0" for x, y in places)


def fitting_labels(discs: Sequence[Disc], titles: Mapping[int, str], *, width: float, letter: float) -> dict[int, str]:
    """Choose, largest disc first, the titles that can stand under their disc without covering another title or disc."""
    taken: list[tuple[float, float, float, float]] = []
    chosen: dict[int, str] = {}
    for disc in sorted(discs, key=lambda d: (-d.radius, d.number)):
        wide = len(titles[disc.number]) * letter
        top = disc.y + disc.radius + 3
        box = (disc.x - wide / 2, top, disc.x + wide / 2, top + 15)
        free = box[0] >= 0 and box[2] <= width and not any(_meet(box, other) for other in taken)
        if free and not any(_covers(other, box) for other in discs if other.number != disc.number):
            taken.append(box)
            chosen[disc.number] = titles[disc.number]
    return chosen


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _covers(disc: Disc, box: tuple[float, float, float, float]) -> bool:
    near_x, near_y = min(max(disc.x, box[0]), box[2]), min(max(disc.y, box[1]), box[3])
    return bool((disc.x - near_x) ** 2 + (disc.y - near_y) ** 2 < disc.radius**2)
