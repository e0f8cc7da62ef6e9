"""Refusals of transfer: why a file, a mapping or a row cannot be taken."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class FileRefused(Refusal):
    """无法导入该文件。"""

    status: ClassVar[int] = 422


class NoSuchFile(FileRefused):
    """没有找到文件“{path}”。"""


class EmptyFile(FileRefused):
    """文件“{path}”没有内容。"""


class NotATable(FileRefused):
    """文件“{path}”既不是 CSV 也不是 Excel（.xlsx）表格：{problem}。"""


class WrongEncoding(FileRefused):
    """文件“{path}”既不是 UTF-8 也不是 GB18030 编码（第 {line} 行附近），请另存为 UTF-8 后重试。"""


class MissingColumns(FileRefused):
    """文件缺少映射所需的列：{missing}。文件中的列是：{present}。"""


class RepeatedColumns(FileRefused):
    """表头中有重复或空白的列名：{columns}。请让每一列有唯一的名称。"""


class MergedHeader(FileRefused):
    """表头含有合并单元格（{cells}），无法判断各列含义。请取消合并，让每一列有自己的名称。"""


class BadMapping(FileRefused):
    """映射文件“{path}”有误：{problem}。"""


class RowRefused(Refusal):
    """该行无法导入。"""

    status: ClassVar[int] = 422


class NoIdentifier(RowRefused):
    """来源编号为空。"""


class RepeatedIdentifier(RowRefused):
    """来源编号“{identifier}”与第 {line} 行重复。"""


class WrongWidth(RowRefused):
    """该行有 {found} 列，表头有 {expected} 列。"""


class CutOff(RowRefused):
    """文件在此行中断，可能没有下载完整；此前的行已处理，请补全文件后再次导入。"""


class BrokenQuotes(RowRefused):
    """该行的引号不配对，无法分列。"""


class BadMoment(RowRefused):
    """“{column}”的时间“{value}”无法识别。"""


class ImpossibleOrder(RowRefused):
    """办结时间（{closed}）早于登记时间（{registered}）。"""


class InTheFuture(RowRefused):
    """登记时间（{moment}）晚于现在。"""


class UnknownValue(RowRefused):
    """“{column}”的值“{value}”不在映射表中，且没有设定默认值。"""


class ClosedWithoutTime(RowRefused):
    """该行已办结，但没有办结时间。"""
