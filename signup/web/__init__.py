"""HTTP concerns of all pages: headers, limits, error pages, assets."""
