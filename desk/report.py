"""The summary as text for the terminal, and as one HTML file that needs nothing but itself."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from importlib import resources

import jinja2
import pygal
from markupsafe import Markup
from pygal.style import Style

from desk.summary import Overview
from desk.terminal import harmless

_FINDINGS_IN_CHART = 15
# Okabe and Ito's palette: told apart by people with any kind of colour vision, on light and dark.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999", "#b8a800")
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="currentColor",
    foreground_strong="currentColor",
    foreground_subtle="currentColor",
    opacity=".9",
    colors=_COLOURS,
    font_family="system-ui, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=14,
    value_font_size=13,
    title_font_size=16,
)


def text_report(overview: Overview) -> str:
    """The summary as plain German text."""
    tickets = "Ticket" if overview.rows == 1 else "Tickets"
    lines = [f"{number(overview.rows)} {tickets} aus »{overview.export}« ausgewertet."]
    if overview.bad_rows:
        lines.append(
            f"Davon mit Hinweis: {number(overview.bad_rows)}. Sie stehen alle in der Ausgabe."
        )
    for title, counts in (
        ("Befunde", overview.findings),
        ("Marktplätze", overview.marketplaces),
        ("Hilft Erneuern?", overview.renew),
    ):
        lines += ["", title]
        lines += [f"  {number(line.count):>11}  {line.label}" for line in counts]
    lines += ["", "Monate"]
    for month, markets in overview.months.items():
        detail = ", ".join(f"{name} {number(count)}" for name, count in markets.items())
        lines.append(f"  {number(sum(markets.values())):>11}  {month}: {detail}")
    if overview.problems:
        lines += ["", "Zeilen mit Hinweis"]
        lines += [f"  Zeile {row}: {problem}" for row, problem in overview.problems]
        if overview.bad_rows > len(overview.problems):
            lines.append(f"  … und {number(overview.bad_rows - len(overview.problems))} weitere.")
    lines += ["", f"Stand des Wissens: {overview.knowledge}"]
    return "\n".join(lines) + "\n"


def html_report(overview: Overview) -> str:
    """One self-contained HTML page: tables, and charts as SVG; no script, no request."""
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["number"] = number
    template = environment.from_string(
        resources.files("desk").joinpath("templates/summary.html").read_text(encoding="utf-8")
    )
    return template.render(
        overview=overview, months=_months_chart(overview), findings=_findings_chart(overview)
    )


def _shown(value: object) -> object:
    """What a template writes: names of files and markets hold no control, and turn no words around."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else harmless(value)


def number(value: int) -> str:
    """A count with German thousands separators."""
    return f"{value:,}".replace(",", ".")


def _months_chart(overview: Overview) -> Markup:
    chart = pygal.StackedBar(
        style=_STYLE,
        title="Tickets je Monat und Marktplatz",
        x_title="Monat",
        width=900,
        height=420,
        js=(),
        legend_at_bottom=True,
        show_y_guides=True,
        x_label_rotation=45 if len(overview.months) > 8 else 0,
        value_formatter=lambda value: number(round(value or 0)),
        include_x_axis=True,
    )
    chart.x_labels = list(overview.months)
    for market in overview.marketplaces:
        chart.add(
            market.label, [counts.get(market.label, 0) for counts in overview.months.values()]
        )
    return _svg(chart, "chart-months")


def _findings_chart(overview: Overview) -> Markup:
    shown = overview.findings[:_FINDINGS_IN_CHART]
    chart = pygal.HorizontalBar(
        style=_STYLE,
        title="Häufigste Befunde",
        width=900,
        height=120 + 34 * len(shown),
        js=(),
        show_legend=False,
        print_values=True,
        # The numbers stand in the bars, the names beside them; an axis would only repeat them.
        show_x_labels=False,
        show_x_guides=False,
        show_y_guides=False,
        value_formatter=lambda value: number(round(value or 0)),
        include_x_axis=True,
        truncate_label=60,
    )
    # A horizontal bar chart draws the first value at the bottom.
    chart.x_labels = [line.label for line in reversed(shown)]
    chart.add("Tickets", [line.count for line in reversed(shown)])
    return _svg(chart, "chart-findings")


def _svg(chart: pygal.graph.graph.Graph, name: str) -> Markup:
    """The chart as inline SVG, without the library's script block (nothing here is interactive)."""
    chart.uuid = name  # stable ids: the same counts give the same file
    tree = chart.render_tree()
    for parent in list(tree.iter()):
        for child in list(parent):
            # Comments have no name; scripts would only serve tooltips.
            if not isinstance(child.tag, str) or child.tag.endswith("script"):
                parent.remove(child)
    tree.set("role", "img")
    tree.set("aria-label", chart.config.title)
    return Markup(ET.tostring(tree, encoding="unicode"))  # noqa: S704 - our own chart
