"""Somebody who has every public number of every day, knows the rules, and reckons.

Numbers are sums of unknown whole ones. From them the bounds of each unknown are narrowed until nothing moves any
more (bounds consistency over the integers); what is left with one value is known to the attacker.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

MOST = 10_000
Name = Hashable


@dataclass
class Attacker:
    """Bounds of unknowns, and what is known of weighted sums of them."""

    bounds: dict[Name, tuple[int, int]] = field(default_factory=dict)
    sums: list[tuple[dict[Name, int], int, int]] = field(default_factory=list)

    def unknown(self, name: Name, low: int = 0, high: int = MOST) -> Name:
        self.bounds.setdefault(name, (low, high))
        return name

    def knows(self, weights: dict[Name, int], low: int, high: int | None = None) -> None:
        """That a weighted sum is within bounds, both included; of exactly one value without `high`."""
        self.sums.append((weights, low, low if high is None else high))

    def asks(self, name: Name, parts: Iterable[tuple[Name, int]]) -> Name:
        """Names a sum of unknowns, so that its own bounds are reckoned too."""
        self.unknown(name, -MOST, MOST)
        weights = {name: -1}
        for part, weight in parts:
            weights[part] = weights.get(part, 0) + weight
        self.knows(weights, 0)
        return name

    def reckon(self) -> None:
        """Narrow all bounds as far as they go."""
        moved = True
        while moved:
            moved = False
            for one in self.sums:
                moved |= self._narrowed(*one)

    def _narrowed(self, weights: dict[Name, int], low: int, high: int) -> bool:
        ends = {
            name: sorted((weight * self.bounds[name][0], weight * self.bounds[name][1]))
            for name, weight in weights.items()
        }
        least, most = sum(end[0] for end in ends.values()), sum(end[1] for end in ends.values())
        moved = False
        for name, weight in weights.items():
            first, last = low - (most - ends[name][1]), high - (least - ends[name][0])
            bounds = self.bounds[name]
            if weight > 0:
                new = max(bounds[0], -(-first // weight)), min(bounds[1], last // weight)
            else:
                new = max(bounds[0], -(-last // weight)), min(bounds[1], first // weight)
            assert new[0] <= new[1], f"{name}: the replies contradict the rules that the attacker goes by"
            if new != bounds:
                self.bounds[name] = new
                moved = True
                break  # sums of ends have moved: the next round goes on from them
        return moved

    def pinned(self) -> dict[Name, int]:
        """What is known to be one of 1 to 4."""
        return {name: low for name, (low, high) in self.bounds.items() if low == high and 1 <= abs(low) <= 4}
