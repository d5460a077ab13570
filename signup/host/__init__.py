"""The app that the pages are in: its prefix, its cookies, its context, its signals."""
