"""Tables are made fit for narrow windows: each cell knows its column."""

from __future__ import annotations

from publish.tables import label_cells


def table(head: str, *rows: str) -> str:
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


WIDE = table(
    "<th>Wert</th><th>Meist <code>renew</code></th><th>Was &amp; wo</th>",
    "<tr><td>a</td><td>b</td><td style='x'>c</td></tr>",
)


def test_cells_after_the_first_bear_the_name_of_their_column() -> None:
    made = label_cells(WIDE)
    assert "<td>a</td>" in made
    assert '<td data-label="Meist renew">b</td>' in made
    assert "<td data-label=\"Was &amp; wo\" style='x'>c</td>" in made
    assert '<table data-stack="">' in made


def test_two_columns_need_no_names() -> None:
    made = label_cells(table("<th>A</th><th>B</th>", "<tr><td>a</td><td>b</td></tr>"))
    assert "data-label" not in made
    assert "data-stack" in made


def test_what_spans_columns_and_what_has_a_class_is_left_alone() -> None:
    spanning = WIDE.replace("<td>b", "<td colspan='2'>b")
    assert label_cells(spanning) == spanning
    own = WIDE.replace("<table>", "<table class='x'>")
    assert label_cells(own) == own
