"""Refusals of replays."""

from __future__ import annotations

from hotline.lib.refusal import BadInput, Refusal


class NoSuchYear(Refusal):
    """没有 {year} 年的回放数据，现有：{known}。"""

    status = 404


class BadScale(BadInput):
    """回放比例应大于 0、不超过 1，收到的是“{scale}”。"""
