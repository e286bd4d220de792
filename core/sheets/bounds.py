"""How much of a sheet is read, and what is said of a file that goes beyond. Pure."""

from typing import Final

from django.utils.translation import gettext_lazy as _

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 100
HEAD_WITHIN: Final = 30  # filled rows among which the titles are looked for
LAST_ROW: Final = MOST_ROWS + HEAD_WITHIN  # below the titles, what stands above them, and an example
MOST_SHEETS: Final = 4  # in which a table is looked for
MOST_INFLATED: Final = 100 * 1024 * 1024
MOST_PARTS: Final = 1_000
MEMORY: Final = 480 * 1024 * 1024
CPU_SECONDS: Final = 5

SENTENCES = {
    "empty": _("文件里没有内容。请下载模板，从第二行起填写。"),
    "too_large": _("文件超过 20 MB。请删去图片和多余的工作表，或分成几个文件。"),
    "unknown": _("只能读取 .xlsx 和 .csv 文件。请在 Excel 或 WPS 里另存为 .xlsx 再上传。"),
    "old_or_encrypted": _("这是加密的文件或旧版 .xls 文件。请去掉密码，另存为 .xlsx 再上传。"),
    "macros": _("文件里有宏。请另存为不带宏的 .xlsx 再上传。"),
    "external_links": _("文件引用了别的工作簿。请在 Excel 里断开链接（粘贴为数值）再上传。"),
    "inflates": _("文件解开后过大，不能读取。请只保留要导入的工作表，另存后再上传。"),
    "doctype": _("文件里有不允许的声明，不能读取。请在 Excel 或 WPS 里另存为 .xlsx 再上传。"),
    "too_many_rows": _("工作表超过 10000 行。请分成几个文件导入，并删去不用的工作表。"),
    "too_many_columns": _("工作表超过 100 列。请删去不用的列和工作表。"),
    "broken": _("文件损坏或不完整，不能读取。请在 Excel 或 WPS 里打开并另存为 .xlsx 再上传。"),
    "too_heavy": _("文件太复杂，没能读完。请只保留要导入的工作表，另存后再上传。"),
    "encoding": _("认不出 CSV 文件的文字编码。请另存为 UTF-8 编码的 CSV，或另存为 .xlsx。"),
    "quotes": _("CSV 文件里有没有成对的引号，或某一格过长。请检查后再上传。"),
}


class SheetRefused(Exception):
    """A file that is not read; `code` is a key of SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
