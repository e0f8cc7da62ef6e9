"""Refusals of files."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class EmptyFile(Refusal):
    """文件“{name}”是空的，请重新选择。"""

    status: ClassVar[int] = 422


class TooBig(Refusal):
    """文件“{name}”有 {size} MB，最大允许 {limit} MB，请压缩或分开上传。"""

    status: ClassVar[int] = 413


class NotAccepted(Refusal):
    """不接受文件“{name}”的类型。可以上传：图片（jpg、png、webp）、PDF、Word、Excel、文本、录音和视频（mp4）。"""

    status: ClassVar[int] = 415


class Disguised(Refusal):
    """文件“{name}”的内容与扩展名不符，没有保存。请上传原始文件。"""

    status: ClassVar[int] = 422


class Damaged(Refusal):
    """文件“{name}”已损坏，无法打开，没有保存。请检查后重新上传。"""

    status: ClassVar[int] = 422


class Unsafe(Refusal):
    """文件“{name}”含有病毒、宏或可执行内容，没有保存。请换成普通图片或文档。"""

    status: ClassVar[int] = 422


class DiskFull(Refusal):
    """附件“{name}”暂时无法保存：存储空间不足。文件没有保存，您填写的其他内容不受影响，请稍后再传。"""

    status: ClassVar[int] = 507
