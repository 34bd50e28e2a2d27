"""Excel workbooks (.xlsx, .xlsm), read row by row with openpyxl's read-only mode."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import override

import openpyxl

from desk.sources.model import SourceError
from desk.sources.sheet import Record, SheetInfo, SheetSource
from desk.sources.workbook import sheets_of

_ROWS = 1_048_576
"""So many rows a sheet has at most (Excel's own limit)."""


class ExcelSource(SheetSource):
    """One sheet of a workbook; formulas arrive as the value that Excel saved last."""

    @override
    def find_sheets(self) -> tuple[SheetInfo, ...]:
        return sheets_of(self.path)

    @override
    def records(self) -> Iterator[Record]:
        # Opened here: the library leaves a file open that it cannot read.
        with self.path.open("rb") as file:
            try:
                with warnings.catch_warnings():
                    # Of styles that it does not know, which no value depends on.
                    warnings.simplefilter("ignore")
                    book = openpyxl.load_workbook(
                        file, read_only=True, data_only=True, keep_links=False
                    )
            except Exception as error:  # the library raises many kinds for damaged files
                raise SourceError(
                    f"»{self.path.name}« lässt sich nicht als Excel-Datei (.xlsx) lesen: "
                    "Sie ist beschädigt oder von anderer Art."
                ) from error
            try:
                sheet = book[self.sheet.name]
                self.size = sheet.max_row
                # Some programs write a wrong size into the file; the rows themselves count.
                sheet.reset_dimensions()
                for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                    if number > _ROWS:
                        # The library makes every row up to the next one, however far it is.
                        raise SourceError(f"»{self.path.name}« hat mehr Zeilen, als Excel kennt.")
                    if any(value is not None for value in values):
                        yield number, values
            except SourceError:
                raise
            except Exception as error:  # as above; what the library says is English
                raise SourceError(f"»{self.path.name}« ist beschädigt.") from error
            finally:
                book.close()
