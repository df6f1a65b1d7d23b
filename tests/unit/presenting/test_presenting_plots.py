"""Curves and bars stand where their shares say."""

from stillroom.presenting.plots import lay_plot, lay_strips


def test_a_point_stands_where_its_shares_say_and_never_above_the_top() -> None:
    drawn = lay_plot(
        {"one": [(0.5, 0.1, "a"), (1.0, 0.9, "b")]}, across="x", up="y", top=0.2, bar=0.05, width=100, height=40
    )
    (curve,) = drawn.curves
    assert [(dot.x, dot.y) for dot in curve.dots] == [(50, 20), (100, 0)]
    assert drawn.bar == 30
    assert [tick.label for tick in drawn.y_ticks] == ["0%", "5%", "10%", "15%", "20%"]


def test_a_curve_without_points_is_empty() -> None:
    assert lay_plot({"none": []}, across="x", up="y").curves[0].path == ""


def test_bars_are_as_long_as_their_shares() -> None:
    first, second = lay_strips({"EMAIL": (1.0, 20, 0.8, 1.0), "PERSON": (0.5, 10, 0.2, 0.7)}, width=200)
    assert (first.width, second.width, second.low, second.high) == (200, 100, 40, 140)
    assert first.y < second.y
