"""Sheets in and out: xlsx and CSV, written so that nothing in them runs, read within bounds."""

from core.sheets.writing import Column, Sheet, Value, write_csv, write_xlsx

__all__ = ["Column", "Sheet", "Value", "write_csv", "write_xlsx"]
