"""Words of regions."""

from __future__ import annotations

from hotline.lib.words import Word


class RegionLevel(Word):
    """Levels of administrative division (GB/T 2260, GB/T 10114)."""

    PROVINCE = "province", "省", "Province"
    CITY = "city", "设区市", "City"
    COUNTY = "county", "县（市、区）", "County"
    STREET = "street", "乡镇（街道）", "Street or town"


CODE_LENGTH = {RegionLevel.PROVINCE: 2, RegionLevel.CITY: 4, RegionLevel.COUNTY: 6, RegionLevel.STREET: 9}
"""Digits of a region code at each level; a code of another length names no region."""
