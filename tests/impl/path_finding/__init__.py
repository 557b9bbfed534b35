"""Path finding, from the search to the API."""
