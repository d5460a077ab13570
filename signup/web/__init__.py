"""Protections and responses shared by every page: headers, limits, error pages, assets."""
