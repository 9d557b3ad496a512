"""What programs may ask of a territory's site, over `/api/v1`: the frame for routes of features."""
