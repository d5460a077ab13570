"""What all pages share: headers, limits, error pages, assets."""
