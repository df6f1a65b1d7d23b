"""The geometry of a map: clusters as discs of dots, near each other when they speak of similar things."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Box = tuple[float, float, float, float]

_GOLDEN = pi * (3 - sqrt(5))
_ROUNDS = 400
_TITLE = 26
_LINE, _LETTER, _LEADING = 18, 6.2, 14


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
    reach = np.maximum(np.quantile(np.abs(flat), 0.9, axis=0), 1e-9)
    scaled: Points = np.tanh(1.2 * flat / reach)
    return scaled


def lay_map(
    points: Points,
    groups: Sequence[Sequence[int]],
    singles: Sequence[int],
    *,
    width: float,
    height: float,
    titled: int = 0,
) -> ClusterMap:
    """Draw each group as a disc at its middle, then move discs apart until none covers another.

    Args:
        points: where every item stands, from -1 to 1.
        groups: the rows of each cluster, the largest first.
        singles: the rows of all other items.
        width: of the picture.
        height: of the picture.
        titled: how many of the first discs get room for a title.
    """
    sizes = [len(g) for g in groups]
    dot = _dot(sum(sizes), width * height)
    radii = np.array([2.1 * dot * sqrt(n) + 2 * dot for n in sizes])
    frame = np.array([width, height])
    middles = np.array([points[list(g)].mean(axis=0) for g in groups]).reshape(len(groups), 2)
    # the first groups are the largest: room for their titles
    room = radii + np.where(np.arange(len(groups)) < titled, _TITLE, 0)
    centres = _apart(_stretched(middles, frame), room, frame)
    discs = [
        Disc(number, float(x), float(y), float(radii[number]), _sunflower(x, y, sizes[number], 2.1 * dot))
        for number, (x, y) in enumerate(centres)
    ]
    loose = _outside((points[list(singles)] * 0.98 + 1) / 2 * frame, centres, radii + dot)
    loose = np.clip(loose, 2 * dot, frame - 2 * dot)
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
    """Move what belongs to no disc out of the disc it lies in, keeping its order outwards."""
    for centre, radius in zip(centres, radii, strict=True):
        offset = loose - centre
        distance = np.maximum(np.linalg.norm(offset, axis=1, keepdims=True), 1e-9)
        out = np.sqrt(distance**2 + radius**2)
        loose = np.where(distance < radius, centre + offset / distance * out, loose)
    return loose


def _sunflower(x: float, y: float, count: int, spacing: float) -> tuple[tuple[float, float], ...]:
    turns = np.arange(count)
    spiral = spacing * np.sqrt(turns + 0.5)[:, None] * np.stack([np.cos(turns * _GOLDEN), np.sin(turns * _GOLDEN)], 1)
    places = spiral - spiral.mean(axis=0) + (x, y)
    return tuple((float(left), float(top)) for left, top in places)


def dotted(places: Sequence[tuple[float, float]]) -> str:
    """Give many dots as one path: points of no length, which round line ends make visible."""
    return "".join(f"M{x:.0f} {y:.0f}h0" for x, y in places)


@dataclass(frozen=True, slots=True)
class Label:
    """A title in its place: its lines, centred on x; y is the first line's."""

    lines: tuple[str, ...]
    x: float
    y: float


def fitting_labels(drawn: ClusterMap, titles: Sequence[str]) -> tuple[Label, ...]:
    """Place the first discs' titles under or over them, where they cover no other title or disc."""
    taken: list[Box] = []
    labels = []
    for disc, title in zip(drawn.discs, titles, strict=False):
        lines = tuple(wrap(title, _LINE, max_lines=2, placeholder=" …"))
        half, tall = max(map(len, lines)) * _LETTER / 2, len(lines) * _LEADING
        x = min(max(disc.x, half + 4), drawn.width - half - 4)
        for top in (disc.y + disc.radius + 2, disc.y - disc.radius - 2 - tall):
            box = (x - half, top, x + half, top + tall)
            if _is_free(box, disc, drawn, taken):
                taken.append(box)
                labels.append(Label(lines, x, top + 11))
                break
    return tuple(labels)


def _is_free(box: Box, own: Disc, drawn: ClusterMap, taken: Sequence[Box]) -> bool:
    inside = box[0] >= 4 and box[1] >= 4 and box[2] <= drawn.width - 4 and box[3] <= drawn.height - 4
    others = (d for d in drawn.discs if d.number != own.number)
    return inside and not any(_meet(box, other) for other in taken) and not any(_covers(d, box) for d in others)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _covers(disc: Disc, box: Box) -> bool:
    near_x, near_y = min(max(disc.x, box[0]), box[2]), min(max(disc.y, box[1]), box[3])
    return bool((disc.x - near_x) ** 2 + (disc.y - near_y) ** 2 < disc.radius**2)
